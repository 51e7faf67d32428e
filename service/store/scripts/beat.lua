-- Renew leases.
-- KEYS queue
-- ARGV p lease_ms (job token)*
-- Returns the jobs that are no longer owned.
local expires, lost = server_ms() + tonumber(ARGV[2]), {}
for i = 3, #ARGV, 2 do
  if owns(ARGV[i], ARGV[i + 1]) then
    redis.call('ZADD', LEASES, expires, ARGV[i])
  else
    lost[#lost + 1] = ARGV[i]
  end
end
return lost
