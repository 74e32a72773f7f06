"""Near-duplicates: which earlier article of the corpus says nearly the same, and why.

``NearDuplicates`` is the whole of the interface: a persistent index, one file, that is told
each article once and answers with the match among those it was told before::

    with NearDuplicates(Path("state/near-duplicates.sqlite")) as index:
        with index.transaction():
            match = index.check_and_add(record_id, text, site="paper", published=None)

An article becomes a MinHash signature over shingles (Broder, "On the resemblance and
containment of documents", 1997). Bands of the signature are looked up in the index
(Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4); what shares a band is
compared by the whole signature. Clusters are the connected components over all pairs that
are similar enough, so that the order of arrival changes only who came first.
"""

from output.near_duplicates.attribution import Claims
from output.near_duplicates.index import NearDuplicates
from output.near_duplicates.match import Basis, Kind, Match
from output.near_duplicates.store import IndexMismatchError

__all__ = ["Basis", "Claims", "IndexMismatchError", "Kind", "Match", "NearDuplicates"]
