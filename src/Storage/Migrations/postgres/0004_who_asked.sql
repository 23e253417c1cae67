-- On whose allowance a link for a forgotten password was counted: "strangers", or the id of a known browser. Null: nobody's, it was not asked for at the sign-in page.
ALTER TABLE one_time_links ADD COLUMN allowance TEXT;

-- Who set the user's own requirement: the user's id. Null: before this column was, or at the command line.
ALTER TABLE users ADD COLUMN requirement_set_by TEXT;
