using System.Diagnostics;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>Makes and removes exclusions, and reads back what came of it. Every write is absolute: doing it again changes nothing.</summary>
public sealed class ExclusionWriter(PolicyReads reads, IExclusions exclusions, IOptions<ExemptionOptions> options)
{
    /// <summary>Makes the exclusion, or takes it away, for every policy of the exception; then reads it back.</summary>
    /// <returns>Null when it was read back as it should be; else what was read.</returns>
    /// <exception cref="EntraException">It could not be written or read. It may have been written.</exception>
    internal async Task<string?> WriteAsync(Exemption exemption, bool excluded, CancellationToken ct)
    {
        foreach (var policy in exemption.Policies)
        {
            if (options.Value.FindPolicy(policy) is not { } way)
            {
                return $"Policy {policy} is no longer configured with a way to exclude.";
            }

            var asWished = exemption.Mechanism switch
            {
                ExclusionMechanism.Group when way.GroupId is { } group => await WriteMemberAsync(group, exemption.Identity.Id, excluded, ct),
                ExclusionMechanism.AttributeTag when way.TagOf() is { } tag => await WriteTagAsync(exemption.Identity.Id, tag, way.TagValue!, excluded, ct),
                ExclusionMechanism.Group or ExclusionMechanism.AttributeTag or ExclusionMechanism.PolicyList or ExclusionMechanism.RecordOnly => throw new UnreachableException($"{exemption.Mechanism} has no writer"),
            };
            if (!asWished)
            {
                return excluded ? $"The exclusion from policy {policy} was written, but was not there when it was read back." : $"The exclusion from policy {policy} was removed, but was still there when it was read back.";
            }
        }

        return null;
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

    /// <summary>What ends with the exception, for a notice.</summary>
    internal static string DescribeImpact(Exemption exemption) => exemption.WorkedAt is { } worked
        ? $"Sign-ins have passed only because of it, the first that we saw at {worked:u}: they will be challenged again."
        : "No sign-in was seen that passed because of it.";

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
