-- End every lease at once: for a start at which no other worker can be alive.
-- KEYS queue
-- ARGV p
local leased = redis.call('ZRANGE', LEASES, 0, -1)
local now = server_ms()
for _, job in ipairs(leased) do
  disown(job)
  redis.call('ZADD', QUEUE, now, job)
end
return 'ok'
