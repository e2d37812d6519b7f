// What a person must know: from the platform's own metrics, the host's request log, and what the apps' log says.
@description('Region of the log alerts.')
param location string
@description('Tags of every resource.')
param tags object
@description('Named in every alert.')
param environmentName string
@description('Who is told.')
param actionGroupId string
@description('Log Analytics workspace.')
param workspaceId string
@description('Service Bus namespace.')
param serviceBusId string
@description('Event Hub namespace.')
param eventHubsId string
@description('Event Grid topic.')
param topicId string
@description('System topic of the vault of rotated secrets.')
param vaultTopicId string
@description('Apps; each must show a sign of life.')
param apps array

var metrics = [
  {
    name: 'dead-letters'
    text: 'A message was given up: look at it with docs/operate.md, dead letters.'
    scope: serviceBusId
    metric: 'DeadletteredMessages'
    dimension: 'EntityName'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 0
    severity: 1
    window: 'PT15M'
  }
  {
    name: 'messages-wait'
    text: 'More than 10,000 messages wait: an app does not keep up, or does not run.'
    scope: serviceBusId
    metric: 'ActiveMessages'
    dimension: 'EntityName'
    aggregation: 'Minimum'
    operator: 'GreaterThan'
    threshold: 10000
    severity: 2
    window: 'PT15M'
  }
  {
    name: 'events-dead-lettered'
    text: 'Event Grid gave up on an event: it lies in the container event-dead-letters.'
    scope: topicId
    metric: 'DeadLetteredCount'
    dimension: ''
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    severity: 1
    window: 'PT15M'
  }
  {
    name: 'vault-events-dead-lettered'
    text: 'Event Grid gave up on an event of the vault of rotated secrets: it lies in the container event-dead-letters.'
    scope: vaultTopicId
    metric: 'DeadLetteredCount'
    dimension: ''
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    severity: 1
    window: 'PT15M'
  }
  {
    name: 'events-not-published'
    text: 'Ingest could not publish events.'
    scope: topicId
    metric: 'PublishFailCount'
    dimension: ''
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 10
    severity: 2
    window: 'PT15M'
  }
  {
    name: 'source-silent'
    text: 'No log has come for an hour: while that lasts, nothing may be concluded from silence. Look at the diagnostic settings.'
    scope: eventHubsId
    metric: 'IncomingMessages'
    dimension: ''
    aggregation: 'Total'
    operator: 'LessThan'
    threshold: 1
    severity: 1
    window: 'PT1H'
  }
]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [for alert in metrics: {
  name: '${environmentName}-${alert.name}'
  location: 'global'
  tags: tags
  properties: {
    description: alert.text
    severity: alert.severity
    enabled: true
    autoMitigate: true
    scopes: [alert.scope]
    evaluationFrequency: 'PT5M'
    windowSize: alert.window
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: alert.name
          metricName: alert.metric
          timeAggregation: alert.aggregation
          operator: alert.operator
          threshold: alert.threshold
          dimensions: empty(alert.dimension) ? [] : [{ name: alert.dimension, operator: 'Include', values: ['*'] }]
        }
      ]
    }
    actions: [{ actionGroupId: actionGroupId }]
  }
}]

// A workspace that has never received telemetry has no tables yet, and a query of a table that is not there is refused: so queries are not tried when their rule is made.

// Every app sweeps its outbox by a timer: no sweep for a quarter of an hour means that it does not run. For Exceptions that is the enforcer's heartbeat.
resource heartbeat 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for app in apps: {
  name: '${environmentName}-heartbeat-${app}'
  location: location
  tags: tags
  properties: {
    displayName: 'NhiEvents: ${app} shows no sign of life'
    description: 'Its sweep has not run for 15 minutes.'
    severity: app == 'exceptions' ? 0 : 1
    enabled: true
    scopes: [workspaceId]
    skipQueryValidation: true
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      allOf: [
        {
          // A row always comes, so that nothing at all is 0 and not "no data".
          query: 'AppRequests | where OperationName =~ "Sweep${app}" and Success == true | summarize Runs = count()'
          metricMeasureColumn: 'Runs'
          timeAggregation: 'Total'
          operator: 'LessThan'
          threshold: 1
        }
      ]
    }
    actions: { actionGroups: [actionGroupId] }
  }
}]

// What an app says of itself. A test compares each text with the message in the code.
var said = [
  { name: 'logs-wait', title: 'logs wait long before they are read', phrase: 'seconds in the event hub', severity: 1, more: 0 }
  { name: 'canary-refused', title: 'the canary does not sign in', phrase: 'The canary did not sign in', severity: 2, more: 2 }
  { name: 'exceptions-overdue', title: 'an exception is past its end', phrase: 'is overdue since', severity: 0, more: 0 }
  { name: 'writes-fail', title: 'Entra refuses writes of exclusions or credentials', phrase: 'times in a row', severity: 1, more: 5 }
  { name: 'policy-writer-stopped', title: 'the policy writer has stopped', phrase: 'The policy writer has stopped for policy', severity: 1, more: 0 }
  { name: 'ledger-not-sealed', title: 'a ledger is not what its last seal names', phrase: 'The ledger was not sealed', severity: 0, more: 0 }
  { name: 'seals-wait', title: 'a ledger could not be sealed', phrase: 'The ledger could not be sealed now', severity: 2, more: 0 }
  { name: 'writes-stopped', title: 'somebody has stopped all writes', phrase: 'All writes of tenant', severity: 1, more: 0 }
]

resource saidAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in said: {
  name: '${environmentName}-${alert.name}'
  location: location
  tags: tags
  properties: {
    displayName: 'NhiEvents: ${alert.title}'
    description: 'docs/operate.md says what to do.'
    severity: alert.severity
    enabled: true
    scopes: [workspaceId]
    skipQueryValidation: true
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: 'AppTraces | where SeverityLevel >= 2 and Message has "${alert.phrase}"'
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: alert.more
        }
      ]
    }
    actions: { actionGroups: [actionGroupId] }
  }
}]

resource failures 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${environmentName}-failures'
  location: location
  tags: tags
  properties: {
    displayName: 'NhiEvents: functions fail'
    description: 'More than 20 invocations of a function failed in 15 minutes.'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    skipQueryValidation: true
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: 'AppRequests | where Success == false'
          timeAggregation: 'Count'
          dimensions: [{ name: 'OperationName', operator: 'Include', values: ['*'] }]
          operator: 'GreaterThan'
          threshold: 20
        }
      ]
    }
    actions: { actionGroups: [actionGroupId] }
  }
}
