using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Events;

/// <summary>Which of the four logs a row is from, or whose row it is instead.</summary>
internal static class KindReading
{
    private const string SignInOperation = "Sign-in activity";

    /// <returns>Null with <paramref name="other"/> for a row of another log, null alone for one that says too little.</returns>
    public static SignInKind? Of(in SignInFields fields, out string? other)
    {
        other = null;

        // The table first: in Log Analytics, and where a SIEM has taken rows apart, the category of an audit is what it is about, such as Policy, which is a category of the Activity Log too.
        bool? isHunting = null; // a row of advanced hunting: whether of a sign-in
        foreach (var name in (ReadOnlySpan<string?>)[fields.OriginalTable, fields.Table, fields.Category])
        {
            if (LogCategories.NameOf(Vocabulary.Fold(name)) is not { } log)
            {
                continue;
            }

            if (LogCategories.SignIns.TryGetValue(log, out var kind))
            {
                return kind;
            }

            if (LogCategories.NotRead.TryGetValue(log, out other))
            {
                other = other == "Policy" && fields.Mark is Field.AuditMark ? FieldTables.OwnerOf(fields.Mark) : other;
                return null;
            }

            if (LogCategories.IsOfHunting(log, out isHunting))
            {
                break;
            }
        }

        if (isHunting is false)
        {
            other = LogCategories.Hunting;
            return null;
        }

        if (fields.KindOfEvent is { } named)
        {
            return named;
        }

        if (fields.Mark is not Field.None)
        {
            other = FieldTables.OwnerOf(fields.Mark);
            return null;
        }

        return (fields.Category is null || isHunting is true) && IsSignIn(fields) ? Guess(fields) : null;
    }

    private static bool IsSignIn(in SignInFields fields) =>
        string.Equals(Vocabulary.Fold(fields.OperationName), SignInOperation, StringComparison.OrdinalIgnoreCase)
        || ((fields.CreatedDateTime ?? fields.RecordTime) is not null
            && (fields.UserId ?? fields.ServicePrincipalId) is not null
            && (fields.ErrorCode is not null || fields.RecordResult is not null || fields.StatusWord is not null || fields.IsInteractive is not null));

    /// <summary>Neither a category nor event types: Graph v1.0, a query that left the columns out, or the portal.</summary>
    private static SignInKind Guess(in SignInFields fields) =>
        fields.UserId is null && fields.ServicePrincipalId is not null
            ? fields.ManagedIdentityType is { } type && !type.Equals("none", StringComparison.OrdinalIgnoreCase) ? SignInKind.ManagedIdentity : SignInKind.ServicePrincipal
            : fields.IsInteractive is false ? SignInKind.NonInteractiveUser : SignInKind.InteractiveUser;
}
