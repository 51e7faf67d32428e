-- Let a link open its debate no more.
-- KEYS shares opens
-- ARGV p digest
redis.call('DEL', KEYS[2])
redis.call('HDEL', KEYS[1], ARGV[2])
