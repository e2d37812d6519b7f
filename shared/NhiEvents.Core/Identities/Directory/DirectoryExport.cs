using System.Text.Json;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Identities.Directory;

/// <summary>What exports of a directory hold, put together: an application's credentials and owners stand with its service principal.</summary>
/// <remarks>Holds people too, in memory only.</remarks>
public sealed class DirectoryExport
{
    private readonly List<IdentityFacts> _principals = [];
    private readonly Dictionary<string, IdentityFacts> _applications = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IReadOnlyList<string>> _members = new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, ActivityFacts> _activities = new(StringComparer.OrdinalIgnoreCase);

    private readonly List<DirectoryGroup> _groups = [];
    private readonly List<JsonElement> _policies = [];
    private readonly List<JsonElement> _locations = [];

    /// <summary>Applications as they are registered, with their own object ids.</summary>
    public IReadOnlyCollection<IdentityFacts> Applications => _applications.Values;

    /// <summary>Groups that have an object id.</summary>
    public IReadOnlyList<DirectoryGroup> GroupObjects => _groups;

    /// <summary>Conditional Access policies in Graph's shape.</summary>
    public IReadOnlyList<JsonElement> Policies => _policies;

    /// <summary>Named locations in Graph's shape.</summary>
    public IReadOnlyList<JsonElement> Locations => _locations;

    /// <summary>Users, service principals, applications, groups and activities that were read.</summary>
    public int Count => _principals.Count + _applications.Count + _members.Count + _activities.Count;

    /// <summary>Policies and named locations too, which only a simulation uses.</summary>
    public int Objects => Count + _policies.Count + _locations.Count;

    /// <summary>Users and service principals; an application without a service principal stands for itself, by its application id.</summary>
    public IReadOnlyList<IdentityFacts> Identities()
    {
        var joined = _principals.ConvertAll(facts => facts.AppId is { } app && _applications.TryGetValue(app, out var application)
            ? Facts.FactsMerge.Of([facts, application with { Id = null, DisplayName = null }])!
            : facts);
        var known = _principals.Select(facts => facts.AppId).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (_activities.Count > 0)
        {
            joined = joined.ConvertAll(facts => facts.ServicePrincipalType is null || facts.AppId is null ? facts : facts with { Activity = ActivityOf(facts.AppId) });
        }

        return [.. joined, .. _applications.Values.Where(application => !known.Contains(application.AppId!)).Select(application => application with { Id = null })];
    }

    /// <summary>Object ids of a group's members; null when no export holds the group.</summary>
    /// <param name="group">Object id or display name.</param>
    public IReadOnlyList<string>? MembersOf(string group) => _members.GetValueOrDefault(group);

    /// <summary>Ids of the groups whose members an export names.</summary>
    public IReadOnlySet<string> Groups => _members.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every group that holds it, directly or through another group.</summary>
    public IReadOnlyCollection<string> GroupsOf(string id)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>([id]);
        while (open.TryPop(out var member))
        {
            foreach (var (group, _) in _members.Where(entry => entry.Value.Contains(member, StringComparer.OrdinalIgnoreCase)))
            {
                if (found.Add(group))
                {
                    open.Push(group);
                }
            }
        }

        return found;
    }

    /// <summary>The report lists who was used; the latest of all its times is the earliest at which it can have been read.</summary>
    private ActivityFacts ActivityOf(string appId)
    {
        var readAt = _activities.Values.SelectMany(activity => new[] { activity.AppOnlyClient, activity.AppOnlyResource, activity.DelegatedClient, activity.DelegatedResource }).Max() ?? DateTimeOffset.MinValue;
        return (_activities.GetValueOrDefault(appId) ?? new ActivityFacts(readAt)) with { ReadAt = readAt };
    }

    internal void AddActivity(string appId, ActivityFacts activity) => _activities[appId] = activity;

    internal void AddPrincipal(IdentityFacts facts) => _principals.Add(facts);

    internal void AddApplication(IdentityFacts facts) => _applications[facts.AppId!] = facts;

    internal void AddPolicy(JsonElement policy) => _policies.Add(policy.Clone());

    internal void AddLocation(JsonElement location) => _locations.Add(location.Clone());

    internal void AddGroup(string? id, string? displayName, IReadOnlyList<string> members, string? rule)
    {
        if (id is not null)
        {
            _groups.Add(new DirectoryGroup(id, displayName ?? id, members, rule));
        }

        foreach (var name in new[] { id, displayName }.OfType<string>())
        {
            _members[name] = [.. _members.GetValueOrDefault(name) ?? [], .. members];
        }
    }
}

/// <summary>A group of the directory.</summary>
/// <param name="Members">Object ids, as far as the export names them.</param>
/// <param name="Rule">Of a dynamic group; null for an assigned one.</param>
public sealed record DirectoryGroup(string Id, string DisplayName, IReadOnlyList<string> Members, string? Rule);
