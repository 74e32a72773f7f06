-- What is remembered of the sites' articles. A pure function of the set of articles that were
-- told, whatever their order: of each day those with the smallest record ids, of the newest days.
CREATE TABLE sites (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE pages (
    site INTEGER NOT NULL REFERENCES sites(id),
    record BLOB NOT NULL,     -- the article's id, 16 bytes: one article counts once
    day INTEGER NOT NULL,     -- proleptic Gregorian ordinal; 0: the article names no day
    seen BLOB NOT NULL,       -- cleaners.memory.Observation: MessagePack, compressed by zlib
    UNIQUE (site, record)
) STRICT;
CREATE INDEX pages_by_day ON pages (site, day, record);
-- The same of a run that has not ended: nothing is learned of it before.
CREATE TABLE notes (
    site INTEGER NOT NULL REFERENCES sites(id),
    record BLOB NOT NULL,
    day INTEGER NOT NULL,
    seen BLOB NOT NULL,
    UNIQUE (site, record)
) STRICT;
CREATE INDEX notes_by_day ON notes (site, day, record);
