using System.Globalization;
using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Reads one row of the directory's audit log, in any of its schemas, with all that a detector may ask for.</summary>
internal static class AuditReader
{
    /// <summary>An operation on more objects says no more by naming all of them.</summary>
    private const int MaxTargets = 100;

    private const int MaxProperties = 200;

    private const int MaxDetails = 100;

    private const string UserAgentDetail = "User-Agent";

    public static ReadResult Read(RowMembers row)
    {
        if (Folded(row.Text(Member.ActivityDisplayName)) is not { } operation && (operation = Folded(row.Text(Member.OperationName))) is null)
        {
            return OtherLogs.Unreadable(row, RejectReasons.NoOperation, "neither activityDisplayName nor operationName");
        }

        if (IsCut(row))
        {
            return OtherLogs.Unreadable(row, RejectReasons.NoProperties, "who did it, or to what, is the name of a type; of PowerShell objects give ConvertTo-Json -Depth 10, no CSV");
        }

        // An export that left all times out still tells what was changed.
        var time = row.Text(Member.ActivityDateTime) ?? row.Text(Member.OriginalTime) ?? row.Text(Member.Time);
        if (!OtherLogs.TryTime(time, out var at) && time is not null)
        {
            return OtherLogs.NoTime(row, time, "activityDateTime");
        }

        var cut = new List<string>();
        var targets = Targets(row, cut);
        var details = Details(row, cut);
        var actor = Actor(row);
        var correlation = row.Text(Member.CorrelationId);
        var id = row.Text(Member.Id);
        var key = OtherLogs.KeyOf("audit", [id, operation, .. targets.Select(target => target.Id), .. id is null ? new[] { Ticks(at), correlation, actor.Id } : []]);
        var change = new DirectoryChanged(
            OtherLogs.TenantOf(row), key, id ?? key, at, operation, row.Text(Member.Category) ?? "", (row.Text(Member.Result) ?? row.Text(Member.ResultType) ?? "").ToLowerInvariant(), actor, targets)
        {
            TimeIsArrival = time is null,
            ResultReason = row.Text(Member.ResultReason),
            Service = row.Text(Member.LoggedByService),
            OperationType = row.Text(Member.OperationType),
            CorrelationId = correlation,
            UserAgent = row.Text(Member.UserAgent) ?? details.FirstOrDefault(detail => detail.Name.Equals(UserAgentDetail, StringComparison.OrdinalIgnoreCase))?.Value,
            Details = details,
            Cut = cut,
        };
        return new ReadResult.Change(AuditSize.Fit(change), row.Count);
    }

    /// <summary>Whether PowerShell wrote what it calls an object in its place.</summary>
    private static bool IsCut(RowMembers row) =>
        new[] { PlainText(row, Member.InitiatedBy), PlainText(row.Object(Member.InitiatedBy), Member.User), PlainText(row.Object(Member.InitiatedBy), Member.App), PlainText(row, Member.Targets) }
            .Concat(row.Texts(Member.Targets, 1))
            .Any(text => text is not null && (text.StartsWith("Microsoft.", StringComparison.Ordinal) || text.StartsWith("System.", StringComparison.Ordinal) || text.StartsWith("@{", StringComparison.Ordinal)));

    private static string? PlainText(RowMembers? members, Member member) => members?.Json(member) is null ? members?.Text(member) : null;

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static string? Folded(string? text) => Vocabulary.Fold(text) is { Length: > 0 } folded ? folded : null;

    private static DirectoryActor Actor(RowMembers row)
    {
        var initiated = row.Object(Member.InitiatedBy);
        if (initiated?.Object(Member.User) is { } user)
        {
            return new DirectoryActor(ActorKind.User)
            {
                Id = Id(user, Member.Id),
                DisplayName = user.Text(Member.DisplayName),
                UserPrincipalName = user.Text(Member.UserPrincipalName),
                IpAddress = user.Text(Member.IpAddress) ?? row.Text(Member.CallerIpAddress),
            };
        }

        return initiated?.Object(Member.App) is { } app
            ? new DirectoryActor(ActorKind.Application)
            {
                Id = Id(app, Member.ServicePrincipalId),
                DisplayName = app.Text(Member.DisplayName),
                AppId = Id(app, Member.AppId),
                IpAddress = row.Text(Member.CallerIpAddress),
            }
            : new DirectoryActor(ActorKind.Unknown);
    }

    private static string? Id(RowMembers members, Member member) => members.Text(member)?.ToLowerInvariant();

    private static List<ChangedObject> Targets(RowMembers row, List<string> cut)
    {
        var targets = row.List(Member.Targets, MaxTargets, out var more);
        if (more)
        {
            cut.Add($"targets[{MaxTargets}..]");
        }

        return [.. targets.Select((target, number) => Target(target, number, cut))];
    }

    private static ChangedObject Target(RowMembers target, int number, List<string> cut)
    {
        var properties = target.List(Member.ModifiedProperties, MaxProperties, out var more);
        if (more)
        {
            cut.Add($"targets[{number}].properties[{MaxProperties}..]");
        }

        return new ChangedObject(target.Text(Member.Type) ?? "", [.. properties.Select(Property)])
        {
            Id = Id(target, Member.Id),
            DisplayName = target.Text(Member.DisplayName),
            UserPrincipalName = target.Text(Member.UserPrincipalName),
            GroupType = target.Text(Member.GroupType),
        };
    }

    private static ChangedProperty Property(RowMembers property) => new(property.Text(Member.DisplayName) ?? "")
    {
        OldValue = property.TextOrJson(Member.OldValue, DirectoryChanged.MaxBytes),
        NewValue = property.TextOrJson(Member.NewValue, DirectoryChanged.MaxBytes),
    };

    private static List<ChangeDetail> Details(RowMembers row, List<string> cut)
    {
        var details = row.List(Member.Details, MaxDetails, out var more);
        if (more)
        {
            cut.Add($"details[{MaxDetails}..]");
        }

        return [.. details.Select(detail => new ChangeDetail(detail.Text(Member.Key) ?? "")
        {
            Value = detail.TextOrJson(Member.Value, DirectoryChanged.MaxBytes),
        })];
    }
}
