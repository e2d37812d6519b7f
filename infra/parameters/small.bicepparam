// Up to about 10,000 users, public endpoints. Values that differ per environment come from azd or from the shell.
using '../main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param alertEmail = readEnvironmentVariable('NHI_ALERT_EMAIL')
param size = 'small'
param privateNetwork = false
param allowedAddresses = []
