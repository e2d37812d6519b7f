using System.Globalization;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Rotation.Evidence;
using NhiEvents.Core.Rotation.Inventory;

namespace NhiEvents.Core.Rotation.Keys;

/// <summary>The findings about keys that were used and should not have been.</summary>
internal static class KeyFindings
{
    private const string UnknownOwner = "unknown";

    /// <summary>More consumers are not listed.</summary>
    private const int MostListed = 10;

    private static readonly string[] AbuseStandards =
    [
        "OWASP NHI1:2025 Improper Offboarding", "OWASP NHI2:2025 Secret Leakage", "NIST CSF 2.0 PR.AA", "NIST CSF 2.0 RS.MI", "MITRE ATT&CK T1098.001", "MITRE ATT&CK T1078.004",
    ];

    private static readonly string[] VaultStandards = ["OWASP NHI2:2025 Secret Leakage", "NIST CSF 2.0 PR.AA"];

    public static Finding Of(string tenantId, InventoryRow inventory, JudgedKey key, KeyUse? use) => key.Fault switch
    {
        KeyFault.Retired or KeyFault.Unknown => Of(tenantId, "NHI302", "unapproved-key-used", key.FromElsewhere ? Severity.Critical : Severity.High, inventory, key, use, AbuseRemedies(inventory, key), AbuseStandards),
        KeyFault.OutsideVault => Of(tenantId, "NHI306", "key-outside-vault", Severity.Low, inventory, key, use, VaultRemedies(inventory, key), VaultStandards),
    };

    private static Finding Of(
        string tenantId, string number, string name, Severity severity, InventoryRow inventory, JudgedKey key, KeyUse? use, IReadOnlyList<Remedy> remedies, IReadOnlyList<string> standards)
    {
        var consumers = (use?.Consumers.Values.Where(one => one.Keys.GetValueOrDefault(key.KeyId)?.LastSuccess is not null) ?? []).OrderByDescending(one => one.Keys[key.KeyId].LastSuccess).ToList();
        var events = consumers.Take(MostListed).Select(consumer => EventOf(consumer, key.KeyId)).Reverse().ToList();
        return new Finding(
            MessageIds.From(tenantId, inventory.Application.Id, number, key.KeyId),
            number,
            name,
            severity,
            new IdentityRef(inventory.Application.ServicePrincipalId ?? inventory.Application.Id, IdentityKind.ServicePrincipal, inventory.Application.DisplayName) { AppId = inventory.Application.AppId },
            UnknownOwner,
            CauseOf(inventory, key, consumers),
            new Contracts.Findings.Evidence(events, [0], [], [], [inventory.Application.AppId], [.. consumers.Select(one => one.Resource).Distinct().Order(StringComparer.Ordinal)], []),
            remedies,
            standards,
            key.FirstSeen,
            key.LastSeen,
            Math.Max(events.Count, 1),
            key.Open ? FindingState.Open : FindingState.Withdrawn)
        {
            CountIsLowerBound = true, // sign-ins less than half an hour apart are not told apart
        };
    }

    private static EvidenceEvent EventOf(Consumer consumer, string key) => new(consumer.Keys[key].Event ?? "unknown", consumer.Keys[key].LastSuccess!.Value, 0)
    {
        Resource = consumer.Resource,
        IpAddress = System.Net.IPAddress.TryParse(consumer.Source, out _) ? consumer.Source : null,
    };

    private static string CauseOf(InventoryRow inventory, JudgedKey key, List<Consumer> consumers)
    {
        var who = consumers.Count == 0 ? "" : $" by {string.Join(", ", consumers.Take(3))}{(consumers.Count > 3 ? string.Create(CultureInfo.InvariantCulture, $" and {consumers.Count - 3} more") : "")}";
        return key switch
        {
            { Fault: KeyFault.OutsideVault } => $"The key {key.KeyId} was last used at {key.LastSeen:u}{who}; it never was in the vault, where {inventory.SecretName} is this application's secret.",
            { Open: false } => $"The key {key.KeyId}, which was used at {key.LastSeen:u}, is no cause for alarm any more: it is on the application, or was not used again for {KeyJudgement.Quiet.TotalDays:0} days.",
            { Fault: KeyFault.Retired } => $"The key {key.KeyId} was used at {key.LastSeen:u}{who}, although it is gone from the application and from its service principal since {key.GoneAt:u} at the latest.",
            _ => $"The key {key.KeyId} was used at {key.LastSeen:u}{who}; neither the application nor its service principal has it, and nobody saw it there: it was added, used and removed again.",
        };
    }

    private static IReadOnlyList<Remedy> AbuseRemedies(InventoryRow inventory, JudgedKey key)
    {
        var principal = inventory.Application.ServicePrincipalId ?? inventory.Application.AppId;
        return
        [
            new Remedy("Stop whoever uses it", ["Unless you know whose key it is: disable the service principal. Its jobs stop too; tokens that are out live for up to 90 minutes, with continuous access evaluation up to a day."])
            {
                Az = $"az ad sp update --id {principal} --set accountEnabled=false",
                PowerShell = $"Update-MgServicePrincipal -ServicePrincipalId {principal} -AccountEnabled:$false",
            },
            new Remedy("Find out who put it there", [$"Entra admin center > Audit logs: activity \"Update application \u2013 Certificates and secrets management\" or \"Add service principal credentials\", target {inventory.Application.DisplayName}, before {key.FirstSeen:u}. What that account did besides is the next question."]),
            new Remedy("Replace what the application has", ["Its other credentials may be known too: rotate each one, and remove owners and roles that it does not need."])
            {
                Az = $"az ad app owner list --id {inventory.Application.AppId}",
            },
        ];
    }

    private static IReadOnlyList<Remedy> VaultRemedies(InventoryRow inventory, JudgedKey key) =>
    [
        new Remedy("Make its consumer read the vault", [$"The consumers that are named have a key of their own: let them read {inventory.SecretName} instead, which is rotated for them."]),
        new Remedy("Then remove the key", [$"When {key.KeyId} is not seen in the sign-in log any more, remove it."]) { Az = $"az ad app credential delete --id {inventory.Application.AppId} --key-id {key.KeyId}" },
    ];
}
