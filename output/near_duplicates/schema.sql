-- The near-duplicate index. Nothing of it is held in memory but SQLite's page cache.
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sites (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,       -- in the order of arrival
    record BLOB NOT NULL UNIQUE,      -- the record id's 16 bytes
    site INTEGER NOT NULL,
    published INTEGER,                -- Unix seconds
    parent INTEGER NOT NULL,          -- towards the first article of the cluster, or itself
    signature BLOB NOT NULL           -- 128 little-endian 16-bit integers
);
-- A cluster's members; most articles stand alone and are not in it.
CREATE INDEX members ON articles (parent) WHERE parent <> number;
-- 32 rows an article: a pair that shares a key is compared.
CREATE TABLE bands (key INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (key, article))
WITHOUT ROWID;
