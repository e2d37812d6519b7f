#!/usr/bin/env pwsh
# Builds what is missing and runs it: ./nhi.ps1 --help
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$configuration = 'Release'
$program = Join-Path $root "functions/Local/bin/$configuration/net10.0/nhi.dll"

function Stop-Nhi([string] $message) {
    [Console]::Error.WriteLine("nhi: $message")
    exit 2
}

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    Stop-Nhi "the .NET SDK 10 is needed (https://dot.net); 'dotnet' is not on the PATH."
}
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

# A build of the given project or solution; quiet unless it fails. Without the analyzers, which take most of its time: they run in a plain dotnet build.
$script:analyze = 'false'
function Invoke-Build([string] $target) {
    $env:DOTNET_TieredPGO = '0' # the compiler runs too shortly to be worth a profile of itself
    $log = & dotnet build $target -c $configuration -p:AzurePackages=surface -p:UseSharedCompilation=true "-p:RunAnalyzers=$script:analyze" -nologo -v:quiet 2>&1
    $code = $LASTEXITCODE
    Remove-Item Env:DOTNET_TieredPGO
    if ($code -ne 0) {
        $log | ForEach-Object { [Console]::Error.WriteLine($_) }
        Stop-Nhi 'the build failed.'
    }
}

# True when a source is newer than what was built from it.
function Test-Stale {
    if (-not (Test-Path $program)) { return $true }
    $built = (Get-Item $program).LastWriteTimeUtc
    $sources = Get-ChildItem -Recurse -File (Join-Path $root 'functions'), (Join-Path $root 'shared'), (Join-Path $root 'eng'), (Join-Path $root 'scenarios'), (Join-Path $root 'infra/topology.json') |
        Where-Object { $_.FullName -notmatch '[\\/](bin|obj)[\\/]' -and $_.LastWriteTimeUtc -gt $built }
    $settings = Get-ChildItem -File (Join-Path $root 'Directory.*'), (Join-Path $root 'global.json') | Where-Object { $_.LastWriteTimeUtc -gt $built }
    return [bool]($sources -or $settings)
}

function Invoke-Tests([string[]] $options) {
    $set = @('-trait-', 'Set=Full')
    if ($options -contains '--full') { $set = @(); $script:analyze = 'true'; $env:NHI_TEST_FULL = 'true' }
    elseif ($options.Count -gt 0) { Stop-Nhi "unknown option $($options[0]). Use: ./nhi.ps1 test [--full]" }

    [Console]::Error.WriteLine('Building...')
    Invoke-Build (Join-Path $root 'NhiEvents.sln')
    $passed = 0; $failed = 0; $skipped = 0
    foreach ($project in Get-ChildItem (Join-Path $root 'tests/*/*.csproj') | Where-Object { $_.BaseName -notlike '*Benchmarks' }) {
        [Console]::Error.WriteLine("== $($project.BaseName)")
        $dll = Join-Path $project.DirectoryName "bin/$configuration/net10.0/$($project.BaseName).dll"
        $results = Join-Path ([IO.Path]::GetTempPath()) "nhi-$PID-$($project.BaseName).xml"
        & dotnet $dll -nologo -noColor -noAutoReporters -reporter quiet -xml $results @set
        if (-not (Test-Path $results)) { $failed++; continue } # it ended before it could say how many
        $assembly = ([xml](Get-Content -Raw $results)).assemblies.assembly
        Remove-Item $results
        $passed += [int]$assembly.passed
        $failed += [int]$assembly.failed + [int]$assembly.errors
        $skipped += [int]$assembly.skipped
    }
    Write-Output "$passed passed, $failed failed, $skipped skipped"
    exit ([int]($failed -gt 0))
}

if ($args.Count -gt 0 -and $args[0] -eq 'test') {
    Invoke-Tests @($args | Select-Object -Skip 1)
}

if (Test-Stale) {
    [Console]::Error.WriteLine('Building (the first time takes about a minute)...')
    Invoke-Build (Join-Path $root 'functions/Local/NhiEvents.Local.csproj')
    (Get-Item $program).LastWriteTimeUtc = [DateTime]::UtcNow
}
& dotnet $program @args
exit $LASTEXITCODE
