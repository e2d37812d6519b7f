using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Embedded.Tenant.Policies;
using NhiEvents.Local.Context;
using NhiEvents.Local.Replay;

namespace NhiEvents.Local.Preflight;

/// <summary>Walks the sign-ins of non-human identities and asks of each what the policy would have done, or has done.</summary>
/// <param name="policy">Its id or name, as entries of the logs have it.</param>
/// <param name="trial">Null: only Entra's own verdicts count.</param>
internal sealed class PolicyHistory(LogInput input, ContextInput context, string policy, PolicyTrial? trial)
{
    public const string JudgedWhy = "Entra itself judged it so in report-only mode";

    private readonly Dictionary<(string Tenant, string Id), IdentityWays> _ways = [];
    private readonly Dictionary<string, IReadOnlyCollection<string>> _groups = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<(string Tenant, string Id), IdentityWays> Read(CancellationToken ct)
    {
        var reading = new RowReading(input.Index);
        foreach (var entry in input.Index.Entries)
        {
            ct.ThrowIfCancellationRequested();
            if (entry.Identity != LogEntry.Nobody && input.Index.Identities[entry.Identity].IsNonHuman && reading.Read(entry) is { } row)
            {
                var address = input.Index.Identities[entry.Identity].Address;
                if (!_ways.TryGetValue(address, out var ways))
                {
                    _ways[address] = ways = new IdentityWays();
                }

                ways.Add(row, Judge(row, policy, trial, GroupsOf(row.IdentityId)));
            }
        }

        return _ways;
    }

    /// <summary>Entra's own word goes before ours.</summary>
    /// <param name="policy">Its id or name, as entries of the logs have it.</param>
    /// <param name="trial">Null: only Entra's own verdicts count.</param>
    public static SignInVerdict Judge(SignIn row, string policy, PolicyTrial? trial, IReadOnlyCollection<string> groups)
    {
        foreach (var applied in row.Policies.Where(applied => IsIt(applied, policy, trial)))
        {
            switch (applied.Result.ToUpperInvariant())
            {
                case "REPORTONLYFAILURE":
                    return new SignInVerdict(TrialResult.Stopped, JudgedWhy, Judged: true);
                case "REPORTONLYINTERRUPTED":
                    return IsUser(row) ? new SignInVerdict(TrialResult.Stopped, "Entra itself would have asked for something in report-only mode, and nobody answers there", Judged: true) : new SignInVerdict(TrialResult.Met, "", Judged: true);
                case "FAILURE":
                    return new SignInVerdict(TrialResult.Stopped, "it has stopped it", Judged: true);
            }
        }

        if (trial is null || row.ErrorCode != 0)
        {
            return new SignInVerdict(TrialResult.NotApplied, "", Judged: false);
        }

        var verdict = trial.Judge(Case(row, groups));
        return new SignInVerdict(verdict.Result, verdict.Why, Judged: false);
    }

    private static bool IsIt(AppliedPolicy applied, string policy, PolicyTrial? trial) =>
        applied.Id.Equals(trial?.Id ?? policy, StringComparison.OrdinalIgnoreCase) || (trial is null && string.Equals(applied.DisplayName, policy, StringComparison.OrdinalIgnoreCase));

    private static TrialCase Case(SignIn row, IReadOnlyCollection<string> groups) => new(row.TenantId, row.IdentityId, IsUser(row), groups, row.ResourceId ?? "", ClientAppType(row.ClientAppUsed))
    {
        Guest = row.UserPrincipalName?.Contains("#EXT#", StringComparison.OrdinalIgnoreCase) is true,
        ManagedIdentity = row.Kind is SignInKind.ManagedIdentity,
        OwnerTenantId = row.AppOwnerTenantId,
        Address = row.IpAddress,
        Country = row.Country,
        DeviceCode = string.Equals(row.AuthenticationProtocol, "deviceCode", StringComparison.OrdinalIgnoreCase),
        MfaSatisfied = row.MfaSatisfied,
    };

    private IReadOnlyCollection<string> GroupsOf(string id) => _groups.TryGetValue(id, out var groups) ? groups : _groups[id] = context.Directory.GroupsOf(id);

    private static bool IsUser(SignIn row) => row.Kind is SignInKind.InteractiveUser or SignInKind.NonInteractiveUser;

    private static string ClientAppType(string? used) => used switch
    {
        null or "" or "Mobile Apps and Desktop clients" => "mobileAppsAndDesktopClients",
        "Browser" => "browser",
        "Exchange ActiveSync" => "exchangeActiveSync",
        _ => "other",
    };
}

/// <param name="Judged">Entra said so.</param>
internal sealed record SignInVerdict(TrialResult Result, string Why, bool Judged);

/// <summary>How one identity signs in, and what the policy does to each way.</summary>
internal sealed class IdentityWays
{
    private readonly Dictionary<(string App, string Resource, string? Client, TrialResult Result, bool Judged), Way> _ways = [];

    /// <summary>Sign-ins that the policy has really stopped.</summary>
    public int Failed { get; private set; }

    /// <summary>Sign-ins that succeeded.</summary>
    public int Succeeded { get; private set; }

    public DateTimeOffset? LastFailed { get; private set; }

    public DateTimeOffset? LastSucceeded { get; private set; }

    public string? FirstWhy(TrialResult result) => Ordered(result).FirstOrDefault()?.Why;

    public IReadOnlyList<PreflightPath> Paths(TrialResult result) => [.. Ordered(result).Select(way => way.Path)];

    public bool Any(TrialResult result) => _ways.Keys.Any(way => way.Result == result);

    public void Add(SignIn row, SignInVerdict verdict)
    {
        if (row.ErrorCode != 0)
        {
            if (verdict is { Result: TrialResult.Stopped, Judged: true })
            {
                Failed++;
                LastFailed = Later(LastFailed, row.At);
            }

            return;
        }

        Count(row.AppDisplayName ?? row.AppId, row.ResourceDisplayName ?? row.ResourceId, row.AuthenticationProtocol is null or "none" ? row.ClientAppUsed : row.AuthenticationProtocol, row.At, verdict);
    }

    /// <summary>An event that Entra judged in report-only mode, as a finding shows it.</summary>
    public void Add(EvidenceEvent seen) => Count(seen.App, seen.Resource, null, seen.At, new SignInVerdict(TrialResult.Stopped, PolicyHistory.JudgedWhy, Judged: true));

    private void Count(string? app, string? resource, string? client, DateTimeOffset at, SignInVerdict verdict)
    {
        Succeeded++;
        LastSucceeded = Later(LastSucceeded, at);
        var key = (App: app ?? "", Resource: resource ?? "", Client: client, verdict.Result, verdict.Judged);
        var before = _ways.GetValueOrDefault(key);
        _ways[key] = new Way(new PreflightPath(key.App, key.Resource, client, (before?.Path.SignIns ?? 0) + 1, Later(before?.Path.LastSeen, at), verdict.Judged), verdict.Why);
    }

    private IEnumerable<Way> Ordered(TrialResult result) =>
        from way in _ways where way.Key.Result == result orderby way.Value.Path.SignIns descending, way.Key.App, way.Key.Resource, way.Key.Client select way.Value;

    private static DateTimeOffset Later(DateTimeOffset? a, DateTimeOffset b) => a > b ? a.Value : b;

    private sealed record Way(PreflightPath Path, string Why);
}
