-- One row a submission, and nothing that says when in a day it came, from where, or after which other.
--
-- The key is the 16 random bytes that the widget drew. WITHOUT ROWID stores rows by that key, so
-- that there is no running number and no order of arrival in the table.
CREATE TABLE submissions (
    id        BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    survey    TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    -- The UTC date, as 2026-11-22: never finer than a day.
    day       TEXT    NOT NULL CHECK (length(day) = 10),
    complete  INTEGER NOT NULL CHECK (complete IN (0, 1)),
    -- Whether `aftersay simulate` made it up.
    simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
    -- The submission as JSON, without its id.
    body      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
