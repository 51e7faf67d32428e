-- Renew leases; without any, say that a worker is there.
-- KEYS queue
-- ARGV p lease_ms silence_ms (job token)*
-- Returns the jobs that are no longer owned.
local lease_ms, now, lost = tonumber(ARGV[2]), server_ms(), {}
even_when_full() -- who loses a lease pays twice for what runs
hear(ARGV[3], lease_ms)
for i = 4, #ARGV, 2 do
  if owns(ARGV[i], ARGV[i + 1]) then
    redis.call('ZADD', lane .. LEASES, now + lease_ms, ARGV[i])
  else
    lost[#lost + 1] = ARGV[i]
  end
end
return lost
