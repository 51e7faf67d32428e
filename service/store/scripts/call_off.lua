-- Cancel those of some deliveries that are pending.
-- KEYS schedule
-- ARGV p kept_ms delivery*
even_when_full() -- what it ends makes room
for i = 3, #ARGV do call_off(ARGV[i], ARGV[2]) end
return 'ok'
