using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Core.Identities;

namespace NhiEvents.Core.Detection;

/// <summary>What is known of one non-human identity. A function of the set of its events, not of their order.</summary>
internal sealed record IdentityRow(
    string TenantId,
    string Id,
    IReadOnlyList<string> Evidence,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    int Successes,
    int Failures)
{
    public LatestText? DisplayName { get; init; }

    public LatestText? UserPrincipalName { get; init; }

    public LatestText? AppId { get; init; }

    public LatestText? AppOwnerTenantId { get; init; }

    public static string Key(string identity) => $"{identity}|identity";

    public Classification Classification() => Identities.Classification.For(Evidence);

    /// <summary>The row with these events' names, times and evidence; the totals come from the hours.</summary>
    public static IdentityRow With(IdentityRow? row, IReadOnlyList<SignIn> events, IEnumerable<string> evidence)
    {
        row ??= new IdentityRow(events[0].TenantId, events[0].IdentityId, [], events[0].At, events[0].At, 0, 0);
        foreach (var signIn in events)
        {
            row = row with
            {
                FirstSeen = signIn.At < row.FirstSeen ? signIn.At : row.FirstSeen,
                LastSeen = signIn.At > row.LastSeen ? signIn.At : row.LastSeen,
                DisplayName = LatestText.Of(row.DisplayName, signIn, signIn.DisplayName),
                UserPrincipalName = LatestText.Of(row.UserPrincipalName, signIn, signIn.UserPrincipalName),
                AppId = signIn.Kind is SignInKind.ServicePrincipal or SignInKind.ManagedIdentity ? LatestText.Of(row.AppId, signIn, signIn.AppId) : row.AppId,
                AppOwnerTenantId = signIn.Kind is SignInKind.ServicePrincipal ? LatestText.Of(row.AppOwnerTenantId, signIn, signIn.AppOwnerTenantId) : row.AppOwnerTenantId,
            };
        }

        return row with { Evidence = [.. row.Evidence.Union(evidence).Order(StringComparer.Ordinal)] };
    }

    public IdentityRef ToRef() => new(Id, Classification().Kind, DisplayName?.Text ?? UserPrincipalName?.Text ?? Id)
    {
        UserPrincipalName = UserPrincipalName?.Text,
        AppId = AppId?.Text,
    };
}

/// <summary>A text as the latest event states it; equal times fall to the event's key.</summary>
internal sealed record LatestText(DateTimeOffset At, string Key, string Text)
{
    public static LatestText? Of(LatestText? present, SignIn signIn, string? text)
    {
        if (text is null)
        {
            return present;
        }

        var order = present is null ? 1
            : signIn.At != present.At ? signIn.At.CompareTo(present.At)
            : signIn.Key != present.Key ? string.CompareOrdinal(signIn.Key, present.Key)
            : string.CompareOrdinal(text, present.Text);
        return order > 0 ? new LatestText(signIn.At, signIn.Key, text) : present;
    }
}
