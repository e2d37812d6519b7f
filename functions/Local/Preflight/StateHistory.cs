using System.Text.Json.Nodes;
using NhiEvents.Core.Portal.Access;
using NhiEvents.Core.Portal.Attestations;
using NhiEvents.Core.Portal.Exceptions;
using NhiEvents.Core.Portal.Findings;
using NhiEvents.Core.Portal.Identities;
using NhiEvents.Core.Portal.Listing;
using NhiEvents.Core.State;
using NhiEvents.Embedded.Sqlite;
using NhiEvents.Local.Hosting;
using NhiEvents.Local.Output;

namespace NhiEvents.Local.Preflight;

/// <summary>What the state of a stopped <c>nhi run</c> knows for a preflight: what Entra has judged in report-only mode, and the exceptions on record.</summary>
internal static class StateHistory
{
    private const string WillBreak = "NHI407";

    /// <summary>Ways of identities that Entra has judged with this policy, by tenant and id.</summary>
    /// <param name="names">Id and name of the policy: findings name policies as the log does.</param>
    public static IReadOnlyDictionary<(string Tenant, string Id), IdentityWays> WaysOf(Results results, IReadOnlySet<string> names)
    {
        var ways = new Dictionary<(string, string), IdentityWays>();
        var known = results.Identities.Identities.ToDictionary(identity => identity.Identity.Id, StringComparer.Ordinal);
        foreach (var finding in results.Findings.Findings.Where(finding => finding.FindingType == WillBreak && finding.Evidence.Policies.Any(names.Contains)))
        {
            if (known.TryGetValue(finding.Identity.Id, out var identity))
            {
                var key = (identity.TenantId, finding.Identity.Id);
                if (!ways.TryGetValue(key, out var found))
                {
                    ways[key] = found = new IdentityWays();
                }

                finding.Evidence.Events.ToList().ForEach(found.Add);
            }
        }

        return ways;
    }

    /// <summary>Exceptions of the policy that hold on a day, by identity: when each ends.</summary>
    public static async Task<IReadOnlyDictionary<string, DateTimeOffset>> ExceptionsAsync(Storage storage, string policyId, DateOnly on, CancellationToken ct)
    {
        var store = storage.Table("portal");
        var outbox = new Outbox(store, new SqliteMessageBus(storage.Broker), TimeProvider.System);
        var list = new ExceptionList(store, outbox, TimeProvider.System, new IdentityList(store, outbox, TimeProvider.System, new FindingList(store, outbox, TimeProvider.System), new AttestationList(store, outbox, TimeProvider.System)));
        var (found, after) = (new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal), (string?)null);
        do
        {
            var page = JsonNode.Parse(await list.ReadPageAsync(new ListQuery([new("limit", "200"), new("after", after)]), PortalScope.All, ct))!;
            foreach (var item in page["items"]!.AsArray())
            {
                if ((string?)item!["exception"]!["id"] is { } id && await list.ReadOneAsync(id, PortalScope.All, ct) is { } bytes)
                {
                    Take(JsonNode.Parse(bytes)!, policyId, on, found);
                }
            }

            after = (string?)page["next"];
        }
        while (after is not null);

        return found;
    }

    private static void Take(JsonNode exception, string policyId, DateOnly on, Dictionary<string, DateTimeOffset> into)
    {
        var last = exception["exception"]!["last"];
        if ((string?)exception["state"] is "active" or "approved" or "scheduled" or "activating"
            && last?["details"]?["policies"]?.AsArray().Any(one => string.Equals((string?)one, policyId, StringComparison.OrdinalIgnoreCase)) is true
            && (DateTimeOffset?)last["end"] is { } end && DateOnly.FromDateTime(end.UtcDateTime) > on
            && (string?)exception["identity"]!["id"] is { } identity)
        {
            into[identity] = into.TryGetValue(identity, out var known) && known > end ? known : end;
        }
    }
}
