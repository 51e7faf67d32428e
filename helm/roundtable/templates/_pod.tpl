{{/* What all pods have in common. */}}

{{/* How pods are placed and what they may do: {root, component, pool?, of, runAs}. */}}
{{- define "roundtable.podSettings" -}}
serviceAccountName: {{ include "roundtable.serviceAccount" .root }}
automountServiceAccountToken: false
# Else a Service called roundtable would set ROUNDTABLE_PORT.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  {{- with .runAs.user }}
  runAsUser: {{ . | int64 }}
  {{- end }}
  {{- with .runAs.group }}
  runAsGroup: {{ . | int64 }}
  fsGroup: {{ . | int64 }}
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .of.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .of.topologySpreadConstraints }}
{{- $own := dict "labelSelector" (dict "matchLabels" (include "roundtable.selector" . | fromYaml)) }}
topologySpreadConstraints:
  {{- range .of.topologySpreadConstraints }}
  - {{- mergeOverwrite (deepCopy $own) . | toYaml | nindent 4 }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "roundtable.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* The metadata of a pod: {root, component, pool?, of}. A change of the settings replaces it. */}}
{{- define "roundtable.podMetadata" -}}
labels: {{- include "roundtable.selector" . | nindent 2 }}
  {{- with .of.podLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
annotations:
  checksum/settings: {{ include "roundtable.settings" .root | sha256sum }}
  {{- with .of.podAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* What the settings' ConfigMaps hold. */}}
{{- define "roundtable.settings" -}}
{{- range $name, $value := .Values.settings }}
{{ $name }}: {{ include "roundtable.text" $value | quote }}
{{- end }}
{{- if .Values.allowAnonymous }}
ROUNDTABLE_ALLOW_ANONYMOUS: "on"
{{- end }}
{{- with include "roundtable.publicUrl" . }}
ROUNDTABLE_PUBLIC_URL: {{ . | quote }}
{{- end }}
{{- with .Values.providersFile }}
providers.toml: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* A value as a setting reads it: YAML takes off for false, and 1000000 for 1e+06. */}}
{{- define "roundtable.text" -}}
{{- if kindIs "bool" . -}}
{{- ternary "on" "off" . -}}
{{- else if and (kindIs "float64" .) (eq (floor .) .) -}}
{{- int64 . -}}
{{- else -}}
{{- . -}}
{{- end -}}
{{- end -}}

{{- define "roundtable.secretRef" -}}
valueFrom:
  secretKeyRef:
    name: {{ .name }}
    key: {{ .key }}
{{- end -}}

{{/* The environment that API and workers share. */}}
{{- define "roundtable.env" -}}
- name: ROUNDTABLE_HOST
  value: {{ .Values.host | quote }}
- name: ROUNDTABLE_PORT
  value: {{ .Values.port | quote }}
- name: ROUNDTABLE_METRICS_PORT
  value: {{ .Values.metricsPort | quote }}
{{ include "roundtable.storeEnv" . }}
{{- if .Values.providersFile }}
- name: ROUNDTABLE_PROVIDERS_FILE
  value: /etc/roundtable/providers/providers.toml
{{- end }}
{{- range $name, $from := .Values.secretEnv }}
- name: {{ $name }}
  {{- include "roundtable.secretRef" $from | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "roundtable.storeEnv" -}}
{{- if .Values.valkey.enabled -}}
- name: STORE_PASSWORD
  {{- include "roundtable.secretRef" .Values.valkey.passwordFrom | nindent 2 }}
- name: ROUNDTABLE_REDIS_URL
  value: redis://:$(STORE_PASSWORD)@{{ include "roundtable.fullname" . }}-valkey:6379/0
{{- else if .Values.store.urlFrom.name -}}
- name: ROUNDTABLE_REDIS_URL
  {{- include "roundtable.secretRef" .Values.store.urlFrom | nindent 2 }}
{{- else if .Values.store.urlsFrom.name -}}
- name: ROUNDTABLE_REDIS_URLS
  {{- include "roundtable.secretRef" .Values.store.urlsFrom | nindent 2 }}
{{- else -}}
- name: {{ ternary "ROUNDTABLE_REDIS_URL" "ROUNDTABLE_REDIS_URLS" (eq (len (default list .Values.store.urls)) 1) }}
  value: {{ join "," (default list .Values.store.urls) | quote }}
{{- end -}}
{{- end -}}

{{- define "roundtable.envFrom" -}}
- configMapRef:
    name: {{ include "roundtable.fullname" . }}-settings
{{- end -}}

{{/* Where a process may write, and what it reads: {root, of}. */}}
{{- define "roundtable.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if .root.Values.providersFile }}
- {name: providers, mountPath: /etc/roundtable/providers, readOnly: true}
{{- end }}
{{- if .root.Values.store.tlsSecret }}
- {name: store-tls, mountPath: /etc/roundtable/store, readOnly: true}
{{- end }}
{{- with .of.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "roundtable.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- if .root.Values.providersFile }}
- name: providers
  configMap:
    name: {{ include "roundtable.fullname" .root }}-providers
{{- end }}
{{- with .root.Values.store.tlsSecret }}
- name: store-tls
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- with .of.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Probes at a port. Who is not ready is left alone: it will be, when the store is. */}}
{{- define "roundtable.probes" -}}
startupProbe:
  httpGet: {path: /health/live, port: {{ . }}}
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 30
livenessProbe:
  httpGet: {path: /health/live, port: {{ . }}}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /health/ready, port: {{ . }}}
  periodSeconds: 5
  # It says itself after 2 s that the store does not answer.
  timeoutSeconds: 4
  failureThreshold: 2
{{- end -}}
