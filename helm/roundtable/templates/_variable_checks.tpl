{{/* Whether each variable is given once, at its place, and no secret where everybody reads it. */}}
{{- define "roundtable.variableChecks" -}}
{{- $elsewhere := fromYaml (include "roundtable.elsewhere" .) -}}
{{- $secretEnv := default dict .Values.secretEnv -}}
{{- range $name, $value := .Values.settings -}}
{{- if hasKey $elsewhere $name -}}
{{- fail (printf "settings.%s: this chart sets it itself; use %s." $name (get $elsewhere $name)) -}}
{{- else if regexMatch "(KEY|TOKEN|SECRET|PASSWORD|HEADERS)$" $name -}}
{{- fail (printf "settings.%s: secrets are given by reference; use secretEnv." $name) -}}
{{- else if regexMatch "://[^/]*@" (toString $value) -}}
{{- fail (printf "settings.%s holds a password: it is given by reference; use secretEnv." $name) -}}
{{- end -}}
{{- if hasKey $secretEnv $name -}}
{{- fail (printf "%s is in settings and in secretEnv: keep one of them." $name) -}}
{{- end -}}
{{- end -}}
{{- range $name, $_ := $secretEnv -}}
{{- if hasKey $elsewhere $name -}}
{{- fail (printf "secretEnv.%s: this chart sets it itself; use %s." $name (get $elsewhere $name)) -}}
{{- end -}}
{{- end -}}
{{- range $component := list "api" "worker" -}}
{{- $names := list -}}
{{- range (get $.Values $component).extraEnv -}}
{{- if hasKey $elsewhere .name -}}
{{- fail (printf "%s.extraEnv has %s: this chart sets it itself; use %s." $component .name (get $elsewhere .name)) -}}
{{- else if or (has .name $names) (hasKey $secretEnv .name) -}}
{{- fail (printf "%s.extraEnv has %s, which is there already: keep one of them." $component .name) -}}
{{- else if and (hasKey . "value") (regexMatch "(KEY|TOKEN|SECRET|PASSWORD|HEADERS)$" .name) -}}
{{- fail (printf "extraEnv %s: secrets are given by reference; use valueFrom." .name) -}}
{{- else if regexMatch "://[^/]*@" (default "" .value) -}}
{{- fail (printf "extraEnv %s holds a password: it is given by reference; use valueFrom." .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Settings that have to fit each other. */}}
{{- define "roundtable.settingsChecks" -}}
{{- $settings := default dict .Values.settings -}}
{{- $lease := include "roundtable.text" (default 4 (get $settings "ROUNDTABLE_LEASE_SECONDS")) | float64 -}}
{{- with get $settings "ROUNDTABLE_BEAT_SECONDS" -}}
{{- if gt (mulf 3 (include "roundtable.text" . | float64)) $lease -}}
{{- fail (printf "settings.ROUNDTABLE_BEAT_SECONDS is %v: it has to be at most a third of ROUNDTABLE_LEASE_SECONDS, which is %v." . $lease) -}}
{{- end -}}
{{- end -}}
{{- with get $settings "ROUNDTABLE_SUMMARIZERS" -}}
{{- $models := splitList "," (regexReplaceAll "\\s" . "") -}}
{{- if ne (len $models) (len (uniq $models)) -}}
{{- fail "settings.ROUNDTABLE_SUMMARIZERS names a model twice." -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* It ends in a ConfigMap, as do settings. Its values are not repeated: one may be a key. */}}
{{- define "roundtable.providersFileChecks" -}}
{{- $known := fromYaml (include "roundtable.ofProvidersFile" .) -}}
{{- range splitList "\n" (default "" .Values.providersFile) -}}
{{- $table := regexFind "^\\s*\\[\\[?[^\\]\"']*" . | trimAll "[ \t" -}}
{{- $field := regexFind "^\\s*[\"']?[A-Za-z0-9_.-]+[\"']?\\s*=" . | trimAll "= \t\"'" -}}
{{- if not (regexMatch "^\\s*($|[#\\[\\]{}\"']|[A-Za-z0-9_.-]+\\s*=)" .) -}}
{{- fail "providersFile is no TOML: docs/providers.md says what stands in it." -}}
{{- else if and $table (not (has $table $known.tables)) -}}
{{- fail (printf "providersFile has the table %s: it is made of %s." $table (join ", " $known.tables)) -}}
{{- else if and $field (not (has $field $known.fields)) -}}
{{- fail (printf "providersFile has the field %s; there are %s. It ends in a ConfigMap: of a key it has the name of the variable, api_key_env." $field (join ", " $known.fields)) -}}
{{- else if and (eq $field "api_key_env") (not (regexMatch "=\\s*[\"'][A-Z_][A-Z0-9_]*[\"']\\s*(#.*)?$" .)) -}}
{{- fail "providersFile has an api_key_env that is no name of a variable: the key goes into a Secret, which secretEnv names." -}}
{{- else if regexMatch "://[^/\"']*@" . -}}
{{- fail "providersFile has an address with a password, and ends in a ConfigMap: the key goes into a Secret, which secretEnv names." -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What a providers file can have. */}}
{{- define "roundtable.ofProvidersFile" -}}
tables: [provider, price, limit]
fields: [name, base_url, api_key_env, models, stream, model, input, output, cached_input, cache_write, context_window, provider, concurrency, requests_per_minute, tokens_per_minute]
{{- end -}}

{{- define "roundtable.mountChecks" -}}
{{- range $component := list "api" "worker" -}}
{{- $names := list "tmp" "providers" "store-tls" -}}
{{- range (get $.Values $component).extraVolumes -}}
{{- if has .name $names -}}
{{- fail (printf "%s.extraVolumes has %s, which is there already: call it something else." $component .name) -}}
{{- end -}}
{{- $names = append $names .name -}}
{{- end -}}
{{- $paths := list "/tmp" "/etc/roundtable/providers" "/etc/roundtable/store" -}}
{{- range (get $.Values $component).extraVolumeMounts -}}
{{- if has (trimSuffix "/" .mountPath) $paths -}}
{{- fail (printf "%s.extraVolumeMounts has %s, where something is already." $component .mountPath) -}}
{{- end -}}
{{- $paths = append $paths (trimSuffix "/" .mountPath) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Variables that the chart sets, and by which value. */}}
{{- define "roundtable.elsewhere" -}}
ROUNDTABLE_HOST: host
ROUNDTABLE_PORT: port
ROUNDTABLE_METRICS_PORT: metricsPort
ROUNDTABLE_REDIS_URL: store.urls or store.urlFrom
ROUNDTABLE_REDIS_URLS: store.urls or store.urlsFrom
ROUNDTABLE_WORKER_SHARDS: worker.pools
ROUNDTABLE_DRAIN_SECONDS: worker.drainSeconds
ROUNDTABLE_ALLOW_ANONYMOUS: allowAnonymous
ROUNDTABLE_PUBLIC_URL: publicUrl
ROUNDTABLE_PROVIDERS_FILE: providersFile
STORE_PASSWORD: valkey.passwordFrom
{{- end -}}
