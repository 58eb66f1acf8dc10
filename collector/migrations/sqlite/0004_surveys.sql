-- The surveys as they were asked, by which it can be worked out what a submission added to the statistics
-- when it is taken back, and the file of its version is no longer there.
CREATE TABLE surveys (
    id         TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    -- The survey file, as JSON.
    definition TEXT    NOT NULL,
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;
