{{- define "bylaw.name" -}}
{{- printf "%s" .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "bylaw.selector" -}}
app.kubernetes.io/name: bylaw
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "bylaw.labels" -}}
{{ include "bylaw.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{- define "bylaw.account" -}}
{{- default (include "bylaw.name" .) .Values.serviceAccount.name -}}
{{- end -}}
