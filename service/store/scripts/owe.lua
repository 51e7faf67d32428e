-- Owe a delivery that belongs to no debate, with its body.
-- KEYS record
-- ARGV p delivery endpoint data job payload payload_expires_ms at look_at body
if redis.call('EXISTS', KEYS[1]) == 1 then return 'owed' end
local owed = {debate = '', endpoint = ARGV[3], data = ARGV[4], job = ARGV[5], payload = ARGV[6]}
owe(ARGV[2], owed, ARGV[7], ARGV[8], ARGV[9], 'body', ARGV[10])
return 'owed'
