{{/* Names, labels and images. */}}

{{- define "roundtable.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- /* Names of Services have no dots, those of releases may. */ -}}
{{- default $full .Values.fullnameOverride | replace "." "-" | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* What selects the pods of a component: {root, component, pool?}. */}}
{{- define "roundtable.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- with .pool }}
roundtable/pool: {{ . }}
{{- end }}
{{- end -}}

{{- define "roundtable.labels" -}}
{{ include "roundtable.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "roundtable.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "roundtable.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* An image by its digest, else by its tag: {image, tag}. */}}
{{- define "roundtable.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ default .tag .image.tag }}
{{- end -}}
{{- end -}}

{{- define "roundtable.ownImage" -}}
{{- include "roundtable.image" (dict "image" .Values.image "tag" .Chart.AppVersion) -}}
{{- end -}}

{{- define "roundtable.publicUrl" -}}
{{- if .Values.publicUrl -}}
{{- .Values.publicUrl -}}
{{- else if and .Values.ingress.enabled .Values.ingress.hosts -}}
{{- printf "%s://%s" (ternary "https" "http" (gt (len (default list .Values.ingress.tls)) 0)) (first .Values.ingress.hosts) -}}
{{- end -}}
{{- end -}}

{{/* The Deployments of workers, as JSON: [{name, shards, replicas}]. */}}
{{- define "roundtable.pools" -}}
{{- if .Values.worker.pools -}}
{{- .Values.worker.pools | toJson -}}
{{- else -}}
{{- list (dict "name" "" "shards" list "replicas" .Values.worker.replicas) | toJson -}}
{{- end -}}
{{- end -}}

{{/* The name of a pool's Deployment: {root, pool}. */}}
{{- define "roundtable.worker" -}}
{{- include "roundtable.fullname" .root -}}-worker{{ with .pool }}-{{ . }}{{ end }}
{{- end -}}
