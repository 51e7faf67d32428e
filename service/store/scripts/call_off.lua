-- Cancel those of some deliveries that are pending.
-- KEYS schedule
-- ARGV p kept_ms delivery*
for i = 3, #ARGV do call_off(ARGV[i], ARGV[2]) end
return 'ok'
