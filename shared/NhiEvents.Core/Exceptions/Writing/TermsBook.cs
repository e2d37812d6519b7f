using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Exceptions.Records;
using NhiEvents.Core.Exceptions.Requests;
using NhiEvents.Core.Ports;
using NhiEvents.Core.State;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>Tells by which limits requests are judged and from which policies exceptions can be made, so that a form can show it before anybody asks.</summary>
public sealed class TermsBook(IStateStore store, Outbox outbox, IOptions<ExemptionOptions> options, TimeProvider time)
{
    private const string Kind = "terms";

    /// <summary>What has not changed is told again after this time: a list that was lost comes back.</summary>
    private static readonly TimeSpan ToldAgain = TimeSpan.FromDays(1);

    internal async Task AnnounceAsync(string tenantId, IReadOnlyList<PolicyText> policies, IReadOnlyList<DirectoryNamedLocation> locations, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var content = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(Of(tenantId, default, policies, locations), NhiJson.Default.ExceptionTerms)).AsSpan(0, 16));
        await Race.RunAsync(async () =>
        {
            var changes = new StateChanges(tenantId, Kind, Kind);
            var told = await store.ReadAsync(changes.PartitionKey, TermsRow.Key, ExceptionsJson.Default.TermsRow, ct);
            if (told?.Value.Content != content || now - told.Value.At >= ToldAgain)
            {
                changes.Save(TermsRow.Key, new TermsRow(content, now), told, ExceptionsJson.Default.TermsRow);
                changes.Send(Topics.Changes, ExemptionMessages.Of(Of(tenantId, now, policies, locations), content));
                await outbox.CommitAsync(changes, ct);
            }

            return true;
        });
    }

    private ExceptionTerms Of(string tenantId, DateTimeOffset at, IReadOnlyList<PolicyText> policies, IReadOnlyList<DirectoryNamedLocation> locations)
    {
        var settings = options.Value;
        var rules = settings.ToRules();
        return new ExceptionTerms(
            tenantId,
            at,
            new ExceptionLimits(
                rules.StandardCap, rules.PrivilegedCap, rules.UnguardedCap, rules.MaintenanceCap, rules.EmergencyCap, rules.MaxRenewals, rules.WidestIpv4Prefix, rules.WidestIpv6Prefix, rules.HistoryNeeded),
            [
                .. from policy in policies
                   let way = settings.FindPolicy(policy.Id)
                   where way is not null
                   orderby policy.Id
                   select new ExceptablePolicy(policy.Id, policy.Name, policy.Enforced, policy.RiskBased)
                   {
                       ForUsers = MechanismOf(ExclusionPaths.For(policy, way, SubjectKind.User)),
                       ForPrincipals = MechanismOf(ExclusionPaths.For(policy, way, SubjectKind.ServicePrincipal)),
                       Guards = way.GroupId is { } guarded ? GuardRule.Open(guarded, policies, locations, rules) : [],
                   },
            ])
        {
            EndingWindows = [.. settings.EndingWindows.Select(window => new EndingTime(window.Day, window.From, window.To))],
            Freezes = [.. settings.Freezes.Select(freeze => new FrozenTime(freeze.From, freeze.To))],
            SecondAccounts = settings.SecondAccounts,
        };
    }

    private static ExclusionMechanism? MechanismOf(ExclusionPath path) => path switch
    {
        ExclusionPath.Group => ExclusionMechanism.Group,
        ExclusionPath.AttributeTag => ExclusionMechanism.AttributeTag,
        ExclusionPath.PolicyList => ExclusionMechanism.PolicyList,
        ExclusionPath.None => null,
    };
}
