using System.Collections.Concurrent;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Writing;

/// <summary>Readings of Conditional Access, kept for a short time.</summary>
/// <remarks>
/// Entra allows one such request a second for the whole tenant. Who needs several gets the first, is throttled, and comes again: what was read before is kept
/// long enough that every time gets one further. Nothing partial is kept: a reading that throws leaves nothing.
/// </remarks>
public sealed class PolicyReads(IDirectory directory, TimeProvider time)
{
    /// <summary>How old a reading may be when it is used.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<WhatIfQuestion, Reading<WhatIfPolicy>> _answers = new();
    private readonly ConcurrentDictionary<string, Reading<GroupMembers>> _groups = new(StringComparer.OrdinalIgnoreCase);
    private Reading<DirectoryServicePrincipal>? _principals;
    private Reading<PolicyText>? _policies;
    private Reading<DirectoryNamedLocation>? _locations;
    private Reading<TenantAccessSettings>? _settings;

    internal async Task<IReadOnlyList<PolicyText>> PoliciesAsync(CancellationToken ct)
    {
        if (Good(Volatile.Read(ref _policies)) is { } known)
        {
            return known;
        }

        var read = new List<PolicyText>();
        await foreach (var policy in directory.ListPoliciesAsync(ct))
        {
            read.Add(PolicyText.Read(policy));
        }

        Volatile.Write(ref _policies, new Reading<PolicyText>(time.GetUtcNow(), read));
        return read;
    }

    internal async Task<IReadOnlyList<DirectoryNamedLocation>> LocationsAsync(CancellationToken ct)
    {
        if (Good(Volatile.Read(ref _locations)) is { } known)
        {
            return known;
        }

        var read = new List<DirectoryNamedLocation>();
        await foreach (var location in directory.ListNamedLocationsAsync(ct))
        {
            read.Add(location);
        }

        Volatile.Write(ref _locations, new Reading<DirectoryNamedLocation>(time.GetUtcNow(), read));
        return read;
    }

    internal async Task<TenantAccessSettings> SettingsAsync(CancellationToken ct)
    {
        if (Good(Volatile.Read(ref _settings)) is [var known])
        {
            return known;
        }

        var read = await directory.ReadTenantSettingsAsync(ct);
        Volatile.Write(ref _settings, new Reading<TenantAccessSettings>(time.GetUtcNow(), [read]));
        return read;
    }

    internal async Task<IReadOnlyList<WhatIfPolicy>> WhatIfAsync(WhatIfQuestion question, CancellationToken ct)
    {
        if (Good(_answers.GetValueOrDefault(question)) is { } known)
        {
            return known;
        }

        foreach (var old in _answers.Where(answer => Good(answer.Value) is null))
        {
            _answers.TryRemove(old);
        }

        var read = await directory.WhatIfAsync(question, ct);
        _answers[question] = new Reading<WhatIfPolicy>(time.GetUtcNow(), read);
        return read;
    }

    /// <summary>Who a group holds; null when there is no such group.</summary>
    internal async Task<GroupMembers?> GroupAsync(string id, CancellationToken ct)
    {
        if (Good(_groups.GetValueOrDefault(id)) is { } known)
        {
            return known.Count == 0 ? null : known[0];
        }

        foreach (var old in _groups.Where(group => Good(group.Value) is null))
        {
            _groups.TryRemove(old);
        }

        var read = await directory.FindGroupAsync(id, ct) is { } group ? await MembersAsync(group, ct) : null;
        _groups[id] = new Reading<GroupMembers>(time.GetUtcNow(), read is null ? [] : [read]);
        return read;
    }

    internal async Task<IReadOnlyList<DirectoryServicePrincipal>> PrincipalsAsync(CancellationToken ct)
    {
        if (Good(Volatile.Read(ref _principals)) is { } known)
        {
            return known;
        }

        var read = new List<DirectoryServicePrincipal>();
        await foreach (var principal in directory.ListServicePrincipalsAsync(ct))
        {
            read.Add(principal);
        }

        Volatile.Write(ref _principals, new Reading<DirectoryServicePrincipal>(time.GetUtcNow(), read));
        return read;
    }

    /// <summary>Service principals in a group are not excluded by it, so only users count.</summary>
    private async Task<GroupMembers> MembersAsync(DirectoryGroup group, CancellationToken ct)
    {
        var (direct, all, groups) = (new List<string>(), new List<string>(), new List<string>());
        await foreach (var member in directory.ListMembersAsync(group.Id, transitive: false, ct))
        {
            (member.Kind == "user" ? direct : member.Kind == "group" ? groups : []).Add(member.Id);
        }

        if (groups.Count == 0)
        {
            return new GroupMembers(group.Rule is not null, direct, direct, []);
        }

        await foreach (var member in directory.ListMembersAsync(group.Id, transitive: true, ct))
        {
            (member.Kind == "user" ? all : member.Kind == "group" ? groups : []).Add(member.Id);
        }

        return new GroupMembers(group.Rule is not null, direct, all, [.. groups.Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    private IReadOnlyList<T>? Good<T>(Reading<T>? reading) => reading is not null && time.GetUtcNow() - reading.At < GoodFor ? reading.Found : null;

    private sealed record Reading<T>(DateTimeOffset At, IReadOnlyList<T> Found);
}

/// <param name="Direct">Users that are members themselves.</param>
/// <param name="Users">These, and those of nested groups.</param>
/// <param name="Groups">Nested groups.</param>
internal sealed record GroupMembers(bool Dynamic, IReadOnlyList<string> Direct, IReadOnlyList<string> Users, IReadOnlyList<string> Groups);
