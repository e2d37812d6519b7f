#!/usr/bin/env bash
# Sends the tenant's logs and the Activity Log of subscriptions to the event hub. Repeatable; without --apply it changes nothing.
# Needs az, signed in as Security Administrator of the tenant who may list the keys of the rule (an Owner of the event hub's subscription may); for --subscription also Monitoring Contributor there.
set -euo pipefail

usage() {
  cat >&2 <<'TEXT'
diagnostics.sh [--subscription ID]… [--apply]
Set NHI_EVENT_HUB_NAME and NHI_DIAGNOSTICS_RULE_ID (azd env get-values). Without --apply it only says what it would do.
TEXT
  exit 2
}

apply=false subscriptions=()
while [ $# -gt 0 ]; do
  case "$1" in
    --subscription) subscriptions+=("${2:?}"); shift 2 ;;
    --apply) apply=true; shift ;;
    *) usage ;;
  esac
done
: "${NHI_EVENT_HUB_NAME:?run azd env get-values}" "${NHI_DIAGNOSTICS_RULE_ID:?run azd env get-values}"

name=nhi-events
arm=https://management.azure.com
tenant_categories='SignInLogs NonInteractiveUserSignInLogs ServicePrincipalSignInLogs ManagedIdentitySignInLogs AuditLogs RiskyServicePrincipals ServicePrincipalRiskEvents UserRiskEvents'
activity_categories='Administrative Policy'

body() {
  local logs='' category
  for category in $1; do logs="$logs${logs:+,}{\"category\":\"$category\",\"enabled\":true}"; done
  printf '{"properties":{"eventHubAuthorizationRuleId":"%s","eventHubName":"%s","logs":[%s]}}' "$NHI_DIAGNOSTICS_RULE_ID" "$NHI_EVENT_HUB_NAME" "$logs"
}

# put WHAT URL CATEGORIES: compares the categories and the target that are set with those that are wanted.
put() {
  local what=$1 url=$2 wanted=$3 now target category missing=''
  now=$(az rest --method get --url "$url" --query "join(' ', properties.logs[?enabled].category)" --output tsv 2>/dev/null || true)
  target=$(az rest --method get --url "$url" --query 'properties.eventHubAuthorizationRuleId' --output tsv 2>/dev/null || true)
  for category in $wanted; do case " $now " in *" $category "*) ;; *) missing="$missing $category" ;; esac; done
  # Resource ids differ in case by who wrote them.
  if [ -z "$missing" ] && [ "${target,,}" = "${NHI_DIAGNOSTICS_RULE_ID,,}" ]; then
    echo "has: $what"
  elif $apply; then
    az rest --method put --url "$url" --body "$(body "$wanted")" --output none
    echo "done: $what"
  else
    echo "would: $what, adding:${missing:- nothing, but another target}"
  fi
}

put 'logs of the tenant' "$arm/providers/microsoft.aadiam/diagnosticSettings/$name?api-version=2017-04-01" "$tenant_categories"
for id in ${subscriptions[@]+"${subscriptions[@]}"}; do
  put "Activity Log of subscription $id" "$arm/subscriptions/$id/providers/Microsoft.Insights/diagnosticSettings/$name?api-version=2021-05-01-preview" "$activity_categories"
done
$apply || echo "Nothing was changed. Add --apply to do it."
