-- Whose session it is: "portal" a browser's, by cookie; "api" a program's, by bearer token. Neither opens what is the other's.
ALTER TABLE sessions ADD COLUMN door TEXT NOT NULL DEFAULT 'portal';
