using System.Text.Json;
using NhiEvents.Contracts;
using NhiEvents.Contracts.Events;
using NhiEvents.Contracts.Findings;
using NhiEvents.Contracts.Messages;
using NhiEvents.Core.Detection.Profiles;
using NhiEvents.Core.Detection.Verdicts;
using NhiEvents.Core.Identities;
using NhiEvents.Core.Identities.Kinds;

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
    private Classified? _classified;
    private Remembered<(KindTable Kinds, KindSubject Subject), IdentityKind>? _kind;
    private Remembered<(IdentityFacts? Facts, IdentityKind? Kind), string?>? _context;
    private Remembered<IdentityChanged, string>? _shown;

    public LatestText? DisplayName { get; init; }

    public LatestText? UserPrincipalName { get; init; }

    /// <summary><c>domain\name</c> as a domain controller states it; shown when nothing better is known.</summary>
    public LatestText? AccountName { get; init; }

    public LatestText? AppId { get; init; }

    public LatestText? AppOwnerTenantId { get; init; }

    /// <summary>The latest success of all, on any path.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>The latest failure with a code of NHI102.</summary>
    public DateTimeOffset? LastLockout { get; init; }

    /// <summary>The latest change in Azure that was allowed without a second factor; null when none is known.</summary>
    public DateTimeOffset? LastAzureChange { get; init; }

    /// <summary>The latest change in Azure that was refused for want of a second factor; null when none is known.</summary>
    public DateTimeOffset? LastAzureRefusal { get; init; }

    /// <summary>How the identity behaves; null when no sign-in is known.</summary>
    public Profile? Profile { get; init; }

    /// <summary>What the profile contributes to findings so far; null for nothing.</summary>
    public IReadOnlyList<Contribution>? Standing { get; init; }

    /// <summary>When its jobs are looked at again, for which a message is on its way; null: none is.</summary>
    public DateTimeOffset? JobsDueAt { get; init; }

    /// <summary>Hours after this one were decided before all was known from where the identity works, and have to be decided again.</summary>
    public DateTimeOffset? BehindSince { get; init; }

    /// <summary>Hours before this one are decided for good: of their rows only what they add to findings is left. Null: none are.</summary>
    public DateTimeOffset? ClosedBefore { get; init; }

    /// <summary>True while findings that depend on this row are not all brought up to date with it.</summary>
    public bool? Unsettled { get; init; }

    /// <summary>Hours with failures that a success could still close, in order; null in rows of earlier versions.</summary>
    public IReadOnlyList<DateTimeOffset>? Undecided { get; init; }

    /// <summary>When the first of the findings is announced that have grown since, for which a message is on its way; null: all is told.</summary>
    public DateTimeOffset? TellsAt { get; init; }

    /// <summary>What registry and directory say; null when neither knows it.</summary>
    public IdentityFacts? Facts { get; init; }

    /// <summary>As recognised or as the owner says; null when the form alone tells it.</summary>
    public IdentityKind? SpecialKind { get; init; }

    /// <summary>Findings that say nothing about an identity of this kind, now.</summary>
    public IReadOnlyList<string>? Excluded { get; init; }

    /// <summary>What was last told to those who show identities; null when nothing was.</summary>
    public AnnouncedIdentity? Announced { get; init; }

    public bool IsClosed(DateTimeOffset hour) => hour < ClosedBefore;

    public IdentityKind Kind() => SpecialKind ?? Classification().Kind;

    /// <summary>Seen at work, or known from the registry: something that was never there cannot break.</summary>
    public bool IsAlive() => LastSuccess is not null || Classification().Reasons.Contains(EvidenceKinds.Registered);

    /// <summary>The row of an identity of which registry and directory say this: kind and exclusions follow.</summary>
    public IdentityRow Knowing(IdentityFacts? facts, KindTable kinds)
    {
        var known = this with { Facts = facts };
        var form = known.Classification();
        var subject = new KindSubject(form.Form, TenantId)
        {
            UserPrincipalName = UserPrincipalName?.Text,
            DisplayName = DisplayName?.Text,
            OwnerTenantId = AppOwnerTenantId?.Text,
            Facts = facts,
        };
        var kind = Remembered.Of(ref known._kind, (Kinds: kinds, Subject: subject), from => from.Kinds.KindOf(from.Subject));
        var entry = kinds.Of(kind);
        List<string> excluded = [.. entry.Excludes, .. LastSuccess is null ? entry.ExcludesUntilSeen : []];
        return known with { SpecialKind = kind == form.Kind ? null : kind, Excluded = excluded.Count > 0 ? excluded : null };
    }

    /// <summary>Changes when something changes that every finding of the identity shows; null when only rows are known.</summary>
    public string? ContextHash() => Facts is null && SpecialKind is null ? null : Remembered.Of(ref _context, (Facts, SpecialKind), HashOf);

    /// <summary>Changes when anything but times and totals does that those who show identities are told.</summary>
    public string ShownHash(KindTable kinds, TimeSpan learnFor) => Remembered.Of(
        ref _shown,
        new IdentityChanged(TenantId, 0, IdentitySummaries.Of(this, [], kinds, learnFor) with { FirstSeen = default, LastSeen = default, Successes = 0, Failures = 0 }) { Credentials = Facts?.Credentials ?? [] },
        shown => MessageIds.From(JsonSerializer.Serialize(shown, NhiJson.Default.IdentityChanged)));

    public static string Key(string identity) => $"{identity}|identity";

    /// <summary>Asked for several times in each step, and it changes with the evidence only.</summary>
    public Classification Classification()
    {
        var known = _classified;
        if (known is null || !ReferenceEquals(known.Evidence, Evidence) || !ReferenceEquals(known.Facts, Facts))
        {
            _classified = known = new Classified(Evidence, Facts, Identities.Classification.For(Facts is null ? Evidence : Evidence.Concat(Facts.Evidence)));
        }

        return known.Result;
    }

    /// <summary>The row with these events' names, times and evidence; the totals come from the hours.</summary>
    public static IdentityRow With(IdentityRow? row, Arrivals arrivals, ErrorCodeTable codes)
    {
        row = (row ?? New(arrivals)).With(arrivals.SignIns, codes);
        foreach (var denied in arrivals.Denials)
        {
            row = row.At(denied.At) with
            {
                UserPrincipalName = LatestText.Of(row.UserPrincipalName, denied.At, denied.Key, denied.UserPrincipalName),
                LastAzureRefusal = Later(row.LastAzureRefusal, denied.At),
            };
        }

        foreach (var changed in arrivals.Changes)
        {
            row = row.At(changed.At) with
            {
                UserPrincipalName = LatestText.Of(row.UserPrincipalName, changed.At, changed.Key, changed.UserPrincipalName),
                LastAzureChange = Later(row.LastAzureChange, changed.At),
            };
        }

        foreach (var lockout in arrivals.Lockouts)
        {
            var name = lockout.Domain is { } domain ? $@"{domain}\{lockout.AccountName}" : lockout.AccountName;
            row = row.At(lockout.At) with { AccountName = LatestText.Of(row.AccountName, lockout.At, lockout.Key, name) };
        }

        return arrivals.Evidence.All(row.Evidence.Contains) ? row : row with { Evidence = [.. row.Evidence.Union(arrivals.Evidence).Order(StringComparer.Ordinal)] };
    }

    /// <summary>All at once: of an hour of sign-ins only the last row would be kept.</summary>
    private IdentityRow With(IReadOnlyList<SignIn> signIns, ErrorCodeTable codes)
    {
        var (first, last, success, lockout, profile) = (FirstSeen, LastSeen, LastSuccess, LastLockout, Profile);
        var (displayName, userPrincipalName, appId, owner) = (DisplayName, UserPrincipalName, AppId, AppOwnerTenantId);
        foreach (var signIn in signIns)
        {
            var at = signIn.At;
            first = at < first ? at : first;
            last = at > last ? at : last;
            success = signIn.ErrorCode == 0 ? Later(success, at) : success;
            lockout = codes.Find(signIn.ErrorCode)?.Finding == FindingNumbers.LockedOut ? Later(lockout, at) : lockout;
            profile = (profile ?? Profile.Empty).With(signIn);
            displayName = LatestText.Of(displayName, at, signIn.Key, signIn.DisplayName);
            userPrincipalName = LatestText.Of(userPrincipalName, at, signIn.Key, signIn.UserPrincipalName);
            appId = signIn.Kind is SignInKind.ServicePrincipal or SignInKind.ManagedIdentity ? LatestText.Of(appId, at, signIn.Key, signIn.AppId) : appId;
            owner = signIn.Kind is SignInKind.ServicePrincipal ? LatestText.Of(owner, at, signIn.Key, signIn.AppOwnerTenantId) : owner;
        }

        return signIns.Count == 0 ? this : this with
        {
            FirstSeen = first,
            LastSeen = last,
            LastSuccess = success,
            LastLockout = lockout,
            Profile = profile,
            DisplayName = displayName,
            UserPrincipalName = userPrincipalName,
            AppId = appId,
            AppOwnerTenantId = owner,
        };
    }

    /// <summary>The row with how many sign-ins an hour now holds; of failures, those that raise nothing by themselves.</summary>
    public IdentityRow Counting(Journal.HourJournal hour, ErrorCodeTable codes) =>
        Profile is { } profile && profile.Counts.With(hour.Hour, hour.SuccessCount, hour.QuietFailures(codes)) is var counts && !ReferenceEquals(counts, profile.Counts) ? this with { Profile = profile with { Counts = counts } } : this;

    public IdentityRef ToRef() => new(Id, Kind(), Facts?.DisplayName ?? DisplayName?.Text ?? UserPrincipalName?.Text ?? AccountName?.Text ?? Id)
    {
        UserPrincipalName = UserPrincipalName?.Text ?? Facts?.UserPrincipalName,
        AppId = AppId?.Text ?? Facts?.AppId,
    };

    private static IdentityRow New(Arrivals arrivals)
    {
        var (tenant, id) = arrivals switch
        {
            { SignIns: [var signIn, ..] } => (signIn.TenantId, signIn.IdentityId),
            { Denials: [var denied, ..] } => (denied.TenantId, denied.IdentityId),
            { Changes: [var changed, ..] } => (changed.TenantId, changed.IdentityId),
            _ => (arrivals.Lockouts[0].TenantId, arrivals.Lockouts[0].IdentityId),
        };
        return new IdentityRow(tenant, id, [], arrivals.At, arrivals.At, 0, 0);
    }

    private IdentityRow At(DateTimeOffset at) => this with { FirstSeen = at < FirstSeen ? at : FirstSeen, LastSeen = at > LastSeen ? at : LastSeen };

    private static string? HashOf((IdentityFacts? Facts, IdentityKind? Kind) context) => MessageIds.From(
        context.Kind?.ToString() ?? "", context.Facts is null ? "" : JsonSerializer.Serialize(context.Facts with { Activity = null }, NhiJson.Default.IdentityFacts));

    /// <summary>Of what it is the classification.</summary>
    private sealed record Classified(IReadOnlyList<string> Evidence, IdentityFacts? Facts, Classification Result);

    private static DateTimeOffset Later(DateTimeOffset? a, DateTimeOffset b) => a > b ? a.Value : b;
}

/// <summary>The last announcement of an identity.</summary>
/// <param name="Revision">Grows with every announcement.</param>
/// <param name="Shown">Hash of what it said beside times and totals.</param>
/// <param name="Hour">The hour whose sign-ins it told.</param>
internal sealed record AnnouncedIdentity(long Revision, string Shown, DateTimeOffset Hour);

/// <summary>A text as the latest event states it; equal times fall to the event's key.</summary>
internal sealed record LatestText(DateTimeOffset At, string Key, string Text)
{
    public static LatestText? Of(LatestText? present, DateTimeOffset at, string key, string? text)
    {
        if (text is null)
        {
            return present;
        }

        var order = present is null ? 1
            : at != present.At ? at.CompareTo(present.At)
            : key != present.Key ? string.CompareOrdinal(key, present.Key)
            : string.CompareOrdinal(text, present.Text);
        return order > 0 ? new LatestText(at, key, text) : present;
    }
}
