using System.Text;
using System.Text.Json;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Exceptions.Writing;
using NhiEvents.Core.Ports;

namespace NhiEvents.Core.Exceptions.Drift;

/// <summary>One entry that a change of the directory has added or taken away.</summary>
/// <param name="Container">Id of the group, policy, location, role or service principal.</param>
/// <param name="Entry">What was added to it; <see cref="Whole"/> when the change does not say.</param>
internal sealed record NotedChange(string Container, string Entry, bool Added)
{
    public const string Whole = "*";
}

/// <summary>What a row of the audit log says about ways out of policies. Pure.</summary>
internal static class ChangeReading
{
    private const string PolicyProperty = "ConditionalAccessPolicy";

    /// <summary>Empty for a change that failed or concerns no way out.</summary>
    public static IReadOnlyList<NotedChange> For(DirectoryChanged change) => change switch
    {
        { Result: not ("success" or "") } => [],
        { Operation: "Add member to group" or "Add member to role" } => Member(change, added: true),
        { Operation: "Remove member from group" or "Remove member from role" } => Member(change, added: false),
        { Operation: "Update group" } => Whole(change, "Group"),
        { Operation: "Update attribute values assigned to a servicePrincipal" } => [.. Attributes(change)],
        _ when change.Operation.Contains("conditional access policy", StringComparison.OrdinalIgnoreCase) => [.. change.Targets.SelectMany(Policy)],
        _ when change.Operation.Contains("security defaults", StringComparison.OrdinalIgnoreCase) || change.Operation.Contains("conditional access settings", StringComparison.OrdinalIgnoreCase) => [new NotedChange(WayOut.WholeTenant, NotedChange.Whole, true)],
        _ when change.Operation.Contains("named location", StringComparison.OrdinalIgnoreCase) => Whole(change, "Policy"),
        _ => [],
    };

    /// <summary>Whether the change is one of a policy itself.</summary>
    public static bool IsOfPolicy(DirectoryChanged change) => change.Operation.Contains("conditional access policy", StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<NotedChange> Member(DirectoryChanged change, bool added)
    {
        foreach (var target in change.Targets)
        {
            var named = target.Properties.FirstOrDefault(property => property.Name is "Group.ObjectID" or "Role.TemplateId");
            if (target.Id is { } member && (named?.NewValue ?? named?.OldValue)?.Trim('"') is { Length: > 0 } container)
            {
                return [new NotedChange(container, member, added)];
            }
        }

        return [];
    }

    private static IReadOnlyList<NotedChange> Whole(DirectoryChanged change, string type) =>
        change.Targets.FirstOrDefault(target => target.Type.Equals(type, StringComparison.OrdinalIgnoreCase) && target.Id is not null) is { } target ? [new NotedChange(target.Id!, NotedChange.Whole, true)] : [];

    private static IEnumerable<NotedChange> Attributes(DirectoryChanged change) =>
        from target in change.Targets
        where target.Id is not null
        from property in target.Properties
        select new NotedChange(target.Id!, property.Name, property.NewValue is { Length: > 2 });

    private static IEnumerable<NotedChange> Policy(ChangedObject target)
    {
        if (target.Id is not { } id || target.Properties.FirstOrDefault(property => property.Name == PolicyProperty) is not { } property)
        {
            return [];
        }

        var (before, after) = (Ways(id, property.OldValue), Ways(id, property.NewValue));
        return before is null || after is null
            ? [new NotedChange(id, NotedChange.Whole, true)]
            : [.. after.Except(before).Select(entry => new NotedChange(id, entry, true)), .. before.Except(after).Select(entry => new NotedChange(id, entry, false)), new NotedChange(id, NotedChange.Whole, true)];
    }

    /// <summary>Null when the text was cut or is no policy.</summary>
    private static List<string>? Ways(string id, string? json)
    {
        try
        {
            return json is null ? [] : [.. PolicyWays.Of(PolicyText.Read(new PolicyJsonDocument(id, Encoding.UTF8.GetBytes(json)))).Select(way => way.Subject).Distinct()];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
