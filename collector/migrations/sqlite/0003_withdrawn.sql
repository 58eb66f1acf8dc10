-- The ids of submissions that were taken back, so that a late retry does not bring one back. An id is
-- the hash of a code that only the visitor has; there is no day, no survey and no order of arrival.
CREATE TABLE withdrawn (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16)
) STRICT, WITHOUT ROWID;
