-- End every lease at once: for a start at which no other worker can be alive.
-- KEYS queue
-- ARGV p
for _, job in ipairs(redis.call('ZRANGE', lane .. LEASES, 0, -1)) do
  come_back(job, disown(job))
end
redis.call('DEL', lane .. GRACE)
return 'ok'
