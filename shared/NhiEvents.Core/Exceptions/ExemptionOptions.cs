using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using NhiEvents.Core.Exceptions.Calendar;
using NhiEvents.Core.Exceptions.Writing;

namespace NhiEvents.Core.Exceptions;

/// <summary>Settings of the exceptions.</summary>
public sealed class ExemptionOptions : IValidatableObject
{
    public const string Section = "Exceptions";

    /// <summary>The tenant that the directory belongs to; needed where the state holds several.</summary>
    public string? TenantId { get; init; }

    /// <summary>Object and application ids that our own writes are logged with.</summary>
    public IReadOnlyList<string> OwnIds { get; init; } = [];

    /// <summary>What happens to an exclusion that nobody has approved, besides the finding.</summary>
    public ShadowReaction ShadowReaction { get; init; } = ShadowReaction.Report;

    /// <summary>How long the record lasts that <see cref="ShadowReaction.Retroactive"/> makes.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "30.00:00:00")]
    public TimeSpan RetroactiveFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The longest exception.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan StandardCap { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The longest exception of an identity with privileges.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00")]
    public TimeSpan PrivilegedCap { get; init; } = TimeSpan.FromDays(14);

    /// <summary>The longest exception while no guard policy keeps it to the agreed networks.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "7.00:00:00")]
    public TimeSpan UnguardedCap { get; init; } = TimeSpan.FromHours(72);

    /// <summary>The longest use by a person.</summary>
    [Range(typeof(TimeSpan), "00:15:00", "08:00:00")]
    public TimeSpan MaintenanceCap { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How much later the one emergency extension may set the end.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3.00:00:00")]
    public TimeSpan EmergencyCap { get; init; } = TimeSpan.FromHours(72);

    /// <summary>How often two persons look at a standing exception.</summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "365.00:00:00")]
    public TimeSpan ReviewEvery { get; init; } = TimeSpan.FromDays(180);

    /// <summary>How long an identity must have been watched before it can get an exception.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "90.00:00:00")]
    public TimeSpan HistoryNeeded { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long an approver must have been one.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "30.00:00:00")]
    public TimeSpan ApproverMemberFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often the exception of one identity from one policy may be renewed in a year, extensions and new requests together.</summary>
    [Range(0, 12)]
    public int MaxRenewals { get; init; } = 3;

    /// <summary>The widest IPv4 network that can be agreed on, as its prefix length.</summary>
    [Range(8, 32)]
    public int WidestIpv4Prefix { get; init; } = 16;

    /// <summary>The widest IPv6 network that can be agreed on, as its prefix length.</summary>
    [Range(16, 128)]
    public int WidestIpv6Prefix { get; init; } = 32;

    /// <summary>Removals per policy and hour; above it a person is paged and the rest stays visibly overdue.</summary>
    [Range(1, 100_000)]
    public int RemovalsPerHour { get; init; } = 100;

    /// <summary>How long a policy or group change takes to work everywhere, as documented: at most a day.</summary>
    [Range(typeof(TimeSpan), "02:00:00", "2.00:00:00")]
    public TimeSpan EffectWithin { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a user's token of before goes on working, as documented: 28 hours with continuous access evaluation.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "2.00:00:00")]
    public TimeSpan UserTokens { get; init; } = TimeSpan.FromHours(28);

    /// <summary>The same for a service principal: 24 hours.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "2.00:00:00")]
    public TimeSpan ServicePrincipalTokens { get; init; } = TimeSpan.FromHours(24);

    /// <summary>When exceptions may end, in UTC; empty is always.</summary>
    public IReadOnlyList<EndingWindow> EndingWindows { get; init; } = [];

    /// <summary>When nothing may change.</summary>
    public IReadOnlyList<Freeze> Freezes { get; init; } = [];

    /// <summary>Object ids that are never written to: break-glass accounts, our own and the deployer's identities, synchronisation accounts.</summary>
    public IReadOnlyList<string> ProtectedIds { get; init; } = [];

    /// <summary>Object ids that may be excluded for good: synchronisation, resource and break-glass accounts.</summary>
    public IReadOnlyList<string> StructuralIds { get; init; } = [];

    /// <summary>Object ids with privileges that no directory role shows, such as an Azure owner.</summary>
    public IReadOnlyList<string> PrivilegedIds { get; init; } = [];

    /// <summary>Object id of the group whose members approve.</summary>
    public string? ApproverGroupId { get; init; }

    /// <summary>Second accounts of a person: account id to the id of the person's first account.</summary>
    public IReadOnlyDictionary<string, string> SecondAccounts { get; init; } = new Dictionary<string, string>();

    /// <summary>The policies that exceptions can be made from.</summary>
    public IReadOnlyList<ManagedPolicy> Policies { get; init; } = [];

    /// <summary>Applications that What-If is asked about when a request names none: Azure Resource Manager and Microsoft Graph.</summary>
    public IReadOnlyList<string> WhatIfApps { get; init; } = ["797f4846-ba00-4fd7-ba43-dac1f8f63013", "00000003-0000-0000-c000-000000000000"];

    internal string PersonOf(string accountId) =>
        SecondAccounts.FirstOrDefault(second => string.Equals(second.Key, accountId, StringComparison.OrdinalIgnoreCase)).Value?.ToLowerInvariant() ?? accountId.ToLowerInvariant();

    internal ManagedPolicy? FindPolicy(string policyId) => Policies.FirstOrDefault(policy => string.Equals(policy.PolicyId, policyId, StringComparison.OrdinalIgnoreCase));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < EndingWindows.Count; i++)
        {
            if (EndingWindows[i].To <= EndingWindows[i].From)
            {
                yield return new ValidationResult($"{Section}:{nameof(EndingWindows)}:{i} must end after it starts; split a window at midnight.");
            }
        }

        for (var i = 0; i < Freezes.Count; i++)
        {
            if (Freezes[i].To <= Freezes[i].From)
            {
                yield return new ValidationResult($"{Section}:{nameof(Freezes)}:{i} must end after it starts.");
            }
        }

        foreach (var fault in PolicyFaults())
        {
            yield return fault;
        }

        for (var i = 0; i < ProtectedIds.Count; i++)
        {
            if (!Guid.TryParse(ProtectedIds[i], out _))
            {
                yield return new ValidationResult($"{Section}:{nameof(ProtectedIds)}:{i} is no object id (a GUID).");
            }
        }
    }

    private IEnumerable<ValidationResult> PolicyFaults()
    {
        for (var i = 0; i < Policies.Count; i++)
        {
            if (!Guid.TryParse(Policies[i].PolicyId, out _) || (Policies[i].GroupId is { } group && !Guid.TryParse(group, out _)))
            {
                yield return new ValidationResult($"{Section}:{nameof(Policies)}:{i} needs a PolicyId and, where it has one, a GroupId that are object ids (GUIDs).");
            }
        }

        foreach (var shared in Policies.Where(policy => policy.GroupId is not null).GroupBy(policy => policy.GroupId!, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            yield return new ValidationResult($"{Section}:{nameof(Policies)}: group {shared.Key} belongs to several policies; an exception from one would be one from all.");
        }

        foreach (var shared in Policies.Where(policy => policy.TagOf() is not null).GroupBy(policy => policy.TagOf()).Where(group => group.Count() > 1))
        {
            yield return new ValidationResult($"{Section}:{nameof(Policies)}: attribute {shared.Key!.Set}.{shared.Key.Name} belongs to several policies; it can hold one value only.");
        }
    }

    internal ExemptionRules ToRules() => new(
        StandardCap, PrivilegedCap, UnguardedCap, MaintenanceCap, EmergencyCap, ReviewEvery, HistoryNeeded, ApproverMemberFor, MaxRenewals,
        WidestIpv4Prefix, WidestIpv6Prefix, [14, 7, 1], EffectWithin, UserTokens, ServicePrincipalTokens, new EndingCalendar(EndingWindows, Freezes));
}

[OptionsValidator]
public sealed partial class ExemptionOptionsValidator : IValidateOptions<ExemptionOptions>;
