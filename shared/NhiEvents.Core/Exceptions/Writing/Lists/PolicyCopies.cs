using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing.Lists;

/// <summary>Policies as the writer has just read them. Old ones are never used: somebody else may have written since.</summary>
public sealed class PolicyCopies(IExclusions exclusions, TimeProvider time)
{
    /// <summary>From a reading to the write that is made from it. Shorter means that less of others can be overwritten.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, JsonObject Policy)> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null: it must be read first.</summary>
    internal (DateTimeOffset At, JsonObject Policy)? Find(string policyId) =>
        _read.TryGetValue(policyId, out var copy) && time.GetUtcNow() - copy.At <= GoodFor ? copy : null;

    internal void Forget(string policyId) => _read.TryRemove(policyId, out _);

    /// <summary>One request for all policies.</summary>
    /// <exception cref="EntraException">Nothing is kept of a partial reading.</exception>
    internal async Task ReadAllAsync(CancellationToken ct)
    {
        var all = await exclusions.ListPoliciesAsync(ct);
        var at = time.GetUtcNow();
        foreach (var policy in all)
        {
            _read[policy.Id] = (at, Parse(policy));
        }
    }

    /// <summary>One request for one policy; null when there is none.</summary>
    internal async Task<JsonObject?> ReadAsync(string policyId, CancellationToken ct)
    {
        if (await exclusions.ReadPolicyAsync(policyId, ct) is not { } document)
        {
            return null;
        }

        var policy = Parse(document);
        _read[policyId] = (time.GetUtcNow(), policy);
        return policy;
    }

    private static JsonObject Parse(PolicyJsonDocument document) =>
        JsonNode.Parse(document.Json.Span) as JsonObject ?? throw new JsonException($"policy {document.Id} is no object");
}
