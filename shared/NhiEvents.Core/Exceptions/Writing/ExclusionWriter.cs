using System.Diagnostics;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Exceptions.Writing.Lists;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>Makes and removes exclusions, and reads back what came of it. Every write is absolute: doing it again changes nothing.</summary>
public sealed class ExclusionWriter(PolicyReads reads, IExclusions exclusions, PolicyLists lists, IOptions<ExemptionOptions> options)
{
    /// <summary>Uses that a notice names.</summary>
    private const int MostUses = 5;

    /// <summary>Makes the exclusion, or takes it away, for every policy of the exception; then reads it back.</summary>
    /// <exception cref="EntraException">It could not be written or read. It may have been written.</exception>
    internal async Task<WriteResult> WriteAsync(Exemption exemption, bool excluded, CancellationToken ct)
    {
        WriteResult? waits = null;
        foreach (var policy in exemption.Policies)
        {
            if (options.Value.FindPolicy(policy) is not { } way)
            {
                return new WriteResult.Unconfirmed($"Policy {policy} is no longer configured with a way to exclude.");
            }

            if (exemption.Mechanism is ExclusionMechanism.PolicyList)
            {
                waits ??= await lists.WantAsync(exemption, policy, excluded, ct) switch
                {
                    ListAnswer.Held held => new WriteResult.Waits(held.Why, NeedsPerson: true),
                    ListAnswer.Pending => new WriteResult.Waits("The policy writer is at it.", NeedsPerson: false),
                    _ => null,
                };
                continue;
            }

            var asWished = exemption.Mechanism switch
            {
                ExclusionMechanism.Group when way.GroupId is { } group => await WriteMemberAsync(group, exemption.Identity.Id, excluded, ct),
                ExclusionMechanism.AttributeTag when way.TagOf() is { } tag => await WriteTagAsync(exemption.Identity.Id, tag, way.TagValue!, excluded, ct),
                ExclusionMechanism.PolicyList or ExclusionMechanism.Group or ExclusionMechanism.AttributeTag or ExclusionMechanism.RecordOnly => throw new UnreachableException($"{exemption.Mechanism} has no writer"),
            };
            if (!asWished)
            {
                return new WriteResult.Unconfirmed(excluded ? $"The exclusion from policy {policy} was written, but was not there when it was read back." : $"The exclusion from policy {policy} was removed, but was still there when it was read back.");
            }
        }

        return waits ?? new WriteResult.Confirmed();
    }

    /// <summary>Reads the guards of the exception's groups back.</summary>
    /// <returns>Null when all hold; else what is missing.</returns>
    internal async Task<string?> ReadGuardAsync(Exemption exemption, CancellationToken ct)
    {
        var (policies, locations) = (await reads.PoliciesAsync(ct), await reads.LocationsAsync(ct));
        var rules = options.Value.ToRules();
        return exemption.Policies
            .Select(policy => options.Value.FindPolicy(policy)?.GroupId is { } group ? GuardRule.Missing(group, exemption.Scope.Networks, policies, locations, rules) : "the policy has no exclusion group.")
            .FirstOrDefault(missing => missing is not null);
    }

    /// <summary>What ends with the exception, for a notice: what passes only by it, and what its policies will ask for without it.</summary>
    internal async Task<string> DescribeImpactAsync(Exemption exemption, CancellationToken ct)
    {
        var used = exemption.Uses.Count == 0 ? "No sign-in was seen that passed because of it."
            : $"What passes only by it: {string.Join("; ", exemption.Uses.OrderByDescending(use => use.Days[^1]).ThenByDescending(use => use.Days.Count).Take(MostUses).Select(use => $"{use.App} from {use.Source} on {use.Days.Count} day(s), last on {use.Days[^1]:yyyy-MM-dd}"))}{(exemption.Uses.Count > MostUses ? $"; and {exemption.Uses.Count - MostUses} more" : "")}.";
        try
        {
            var policies = await reads.PoliciesAsync(ct);
            return $"{used} Without it: {string.Join("; ", exemption.Policies.Select(id => WithoutIt(id, policies.FirstOrDefault(policy => string.Equals(policy.Id, id, StringComparison.OrdinalIgnoreCase)))))}.";
        }
        catch (EntraException)
        {
            return $"{used} What its policies ask for now could not be read."; // A notice does not wait for Entra.
        }
    }

    private static string WithoutIt(string id, PolicyText? policy) => policy switch
    {
        null => $"policy {id} is gone and asks for nothing",
        { Enforced: false } => $"policy '{policy.Name}' is not enforced and asks for nothing",
        _ => $"policy '{policy.Name}' asks for {string.Join(" and ", policy.Strings("grantControls", "builtInControls").DefaultIfEmpty("what its session controls say"))}",
    };

    private async Task<bool> WriteMemberAsync(string group, string identity, bool excluded, CancellationToken ct)
    {
        try
        {
            _ = excluded ? await exclusions.AddMemberAsync(group, identity, ct) : await exclusions.RemoveMemberAsync(group, identity, ct);
        }
        catch (EntraException gone) when (!excluded && gone.Fault is EntraFault.NotFound)
        {
            // A deleted identity is no member. A deleted group fails the reading below: then a person has to look at the policy.
        }

        var members = await exclusions.ListMembersAsync(group, ct);
        return members.Any(member => string.Equals(member.Id, identity, StringComparison.OrdinalIgnoreCase)) == excluded;
    }

    private async Task<bool> WriteTagAsync(string principal, SecurityTag tag, string value, bool excluded, CancellationToken ct)
    {
        await exclusions.WriteTagAsync(principal, tag, excluded ? value : null, ct);
        return string.Equals(await exclusions.ReadTagAsync(principal, tag, ct), value, StringComparison.Ordinal) == excluded;
    }
}

/// <summary>What came of a write.</summary>
internal abstract record WriteResult
{
    private WriteResult()
    {
    }

    /// <summary>It was read back as it should be.</summary>
    public sealed record Confirmed : WriteResult;

    /// <param name="Read">What was read instead.</param>
    public sealed record Unconfirmed(string Read) : WriteResult;

    /// <summary>Somebody else writes it, and says when it is done.</summary>
    public sealed record Waits(string Why, bool NeedsPerson) : WriteResult;
}
