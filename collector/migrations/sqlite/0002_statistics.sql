-- What reports are made of, so that none has to read the submissions. Nothing in here has an order of
-- arrival: every table is stored by its key, and no key is a running number.

-- The tally of each day, of all submissions and of each group. A tally is JSON of its own version.
CREATE TABLE statistics (
    survey  TEXT    NOT NULL,
    -- What the submissions are grouped by, as "items"; empty for all of them together.
    field   TEXT    NOT NULL,
    day     TEXT    NOT NULL CHECK (length(day) = 10),
    version INTEGER NOT NULL,
    -- The group, as "2-3"; empty for all of them together.
    value   TEXT    NOT NULL,
    tally   TEXT    NOT NULL,
    PRIMARY KEY (survey, field, day, version, value)
) STRICT, WITHOUT ROWID;

-- Some of the texts, by a random key that the collector draws for each submission. Once there are
-- many on a question, only those with low keys are kept here, a random sample, so that this costs
-- the same however many there are; all of them are in the submissions. The id is for deleting, and
-- there is no day: a text has no date.
CREATE TABLE comments (
    survey   TEXT NOT NULL,
    question TEXT NOT NULL,
    key      BLOB NOT NULL CHECK (length(key) = 16),
    id       BLOB NOT NULL CHECK (length(id) = 16),
    text     TEXT NOT NULL,
    PRIMARY KEY (survey, question, key)
) STRICT, WITHOUT ROWID;

-- What each unfinished submission has added to the statistics, and the key of its comments, all of
-- which is taken off again when a fuller one takes its place. Finished ones are never replaced.
CREATE TABLE unfinished (
    id           BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    contribution TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The submissions that the statistics do not hold yet: all that were stored before there were any.
-- They are counted by whoever has their surveys.
CREATE TABLE uncounted (
    survey  TEXT    NOT NULL,
    version INTEGER NOT NULL,
    id      BLOB    NOT NULL CHECK (length(id) = 16),
    PRIMARY KEY (survey, version, id)
) STRICT, WITHOUT ROWID;

INSERT INTO uncounted SELECT survey, version, id FROM submissions;
