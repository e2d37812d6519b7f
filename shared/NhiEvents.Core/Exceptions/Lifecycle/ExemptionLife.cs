using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Exceptions.Lifecycle;

/// <summary>The steps of an exception's life. Each takes the states that it is allowed from; from any other it changes nothing and gives the same record back.</summary>
/// <remarks>Nothing leads from an end back to an exclusion: the one way back, <see cref="Resume"/>, is for a suspended exception that has not reached its end.</remarks>
internal static class ExemptionLife
{
    private const int MaxHistory = 200;

    /// <summary>Pairs of application and address that are kept, and days of each.</summary>
    private const int MaxUses = 20;

    private const int MaxDays = 60;

    private const string Unknown = "unknown";

    /// <summary>Persons who look at a standing exception.</summary>
    private const int Reviewers = 2;

    public static Exemption Approve(Exemption exemption, string personId, DateTimeOffset now)
    {
        if (exemption.State is not ExemptionState.Requested || exemption.IsApprovedBy(personId))
        {
            return exemption;
        }

        var approved = exemption with { Approvals = [.. exemption.Approvals, new Approval(personId, now)] };
        return Next(approved, approved.Approvals.Count >= approved.ApprovalsNeeded ? ExemptionState.Approved : ExemptionState.Requested, "approved", personId, now);
    }

    /// <param name="personId">Null when nobody decided in time.</param>
    public static Exemption Deny(Exemption exemption, string? personId, DateTimeOffset now) =>
        exemption.State is ExemptionState.Requested ? Next(exemption, ExemptionState.Denied, personId is null ? "not decided in time" : Exemption.DeniedLine, personId, now) : exemption;

    /// <summary>A guard that should hold was read back as holding, or none was agreed.</summary>
    public static Exemption Plan(Exemption exemption, DateTimeOffset now) =>
        exemption.State is ExemptionState.Approved ? Next(exemption, ExemptionState.Scheduled, "scheduled", null, now) : exemption;

    public static Exemption ClaimActivation(Exemption exemption, DateTimeOffset now) =>
        exemption.State is ExemptionState.Scheduled ? Next(exemption, ExemptionState.Activating, "exclusion is being written", null, now) with { RemovedAt = null } : exemption;

    /// <summary>The exclusion was read back.</summary>
    public static Exemption SettleActive(Exemption exemption, DateTimeOffset now) => exemption.State is ExemptionState.Activating
        ? Next(exemption, ExemptionState.Active, "exclusion read back", null, now) with { ActivatedAt = exemption.ActivatedAt ?? now }
        : exemption;

    /// <summary>The exclusion has to go. From here on the enforcement is open until it was read back as gone.</summary>
    public static Exemption ClaimRemoval(Exemption exemption, EndCause cause, string? personId, DateTimeOffset now) => exemption.State switch
    {
        ExemptionState.Active or ExemptionState.Activating => Next(exemption, ExemptionState.Expiring, TextOf(cause), personId, now) with { Cause = cause },
        // A person's word, or the end, weighs more than a guard that might be mended.
        ExemptionState.Expiring when exemption.Cause is EndCause.GuardWeakened && cause is not EndCause.GuardWeakened => Next(exemption, ExemptionState.Expiring, TextOf(cause), personId, now) with { Cause = cause },
        _ => exemption,
    };

    public static Exemption Revoke(Exemption exemption, string personId, ExemptionRules rules, DateTimeOffset now) => exemption.State switch
    {
        ExemptionState.Requested or ExemptionState.Approved or ExemptionState.Scheduled =>
            Next(exemption, ExemptionState.Ended, TextOf(EndCause.Revoked), personId, now) with { Cause = EndCause.Revoked, Proof = ProofBasis.NeverActive },
        ExemptionState.Active when exemption.Mechanism is ExclusionMechanism.RecordOnly =>
            Next(exemption, ExemptionState.Ended, TextOf(EndCause.Revoked), personId, now) with { Cause = EndCause.Revoked, Proof = ProofBasis.NeverActive },
        ExemptionState.Suspended => Unproven(exemption, EndCause.Revoked, personId, rules, now),
        _ => ClaimRemoval(exemption, EndCause.Revoked, personId, now),
    };

    /// <summary>The exclusion was read back as gone.</summary>
    public static Exemption SettleRemoved(Exemption exemption, ExemptionRules rules, DateTimeOffset now)
    {
        if (exemption.State is not ExemptionState.Expiring)
        {
            return exemption;
        }

        var removed = exemption with { RemovedAt = now };
        return removed.Cause is EndCause.GuardWeakened && removed.End > now
            ? Next(removed, ExemptionState.Suspended, "exclusion read back as gone; suspended", null, now)
            : Unproven(removed, removed.Cause ?? EndCause.Expired, null, rules, now);
    }

    /// <summary>A person says that the guard is mended. Whether it is will be read before anything is written.</summary>
    public static Exemption Resume(Exemption exemption, string personId, DateTimeOffset now) => exemption.State is ExemptionState.Suspended && exemption.End > now
        ? Next(exemption, ExemptionState.Approved, "resumed", personId, now) with { Cause = null }
        : exemption;

    /// <summary>The end has come, and there is no exclusion.</summary>
    public static Exemption Lapse(Exemption exemption, ExemptionRules rules, DateTimeOffset now) => exemption.State switch
    {
        ExemptionState.Requested => Deny(exemption, null, now),
        ExemptionState.Approved or ExemptionState.Scheduled when exemption.ActivatedAt is null =>
            Next(exemption, ExemptionState.Ended, "ended before it was active", null, now) with { Cause = EndCause.Expired, Proof = ProofBasis.NeverActive },
        ExemptionState.Approved or ExemptionState.Scheduled or ExemptionState.Suspended => Unproven(exemption, EndCause.Expired, null, rules, now),
        _ => exemption,
    };

    /// <summary>Later sign-ins have met these policies; when all are met, the end is proven.</summary>
    public static Exemption Prove(Exemption exemption, IReadOnlyList<string> met, DateTimeOffset now)
    {
        if (exemption.State is not ExemptionState.EndedUnproven)
        {
            return exemption;
        }

        var known = exemption.MetPolicies.Union(met.Intersect(exemption.Policies, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
        return known.Count == exemption.MetPolicies.Count ? exemption
            : known.Count == exemption.Policies.Count ? Next(exemption, ExemptionState.Ended, "a later sign-in met the policies", null, now) with { MetPolicies = known, Proof = ProofBasis.SignIn }
            : Line(exemption, "a later sign-in met one of the policies", null, now) with { MetPolicies = known };
    }

    /// <summary>The longest documented life of a token of before is over.</summary>
    public static Exemption Conclude(Exemption exemption, DateTimeOffset now) => exemption.State is ExemptionState.EndedUnproven && exemption.UnprovenUntil <= now
        ? Next(exemption, ExemptionState.Ended, "the documented time has passed", null, now) with { Proof = ProofBasis.DocumentedBound }
        : exemption;

    /// <summary>A log that would show its use has a gap: what it shows later still counts until then.</summary>
    public static Exemption AwaitLog(Exemption exemption, DateTimeOffset until, DateTimeOffset now) =>
        Remark(exemption, "a sign-in log has a gap since the removal: the end is not proven yet", null, now) is var told ? told with { UnprovenUntil = until, Revision = exemption.Revision + 1 } : exemption;

    /// <summary>It was removed, and is there again or still used: the enforcement is open again.</summary>
    public static Exemption Reopen(Exemption exemption, DateTimeOffset now) => exemption.State is ExemptionState.EndedUnproven
        ? Next(exemption, ExemptionState.Expiring, "still excluded after the removal", null, now) with { RemovedAt = null, UnprovenUntil = null, MetPolicies = [] }
        : exemption;

    public static Exemption Notice(Exemption exemption, int days, DateTimeOffset now) =>
        exemption.State is ExemptionState.Active && !(exemption.Noticed <= days) ? Line(exemption, $"notice: {days} day(s) before the end", null, now) with { Noticed = days } : exemption;

    public static Exemption AskExtension(Exemption exemption, Extension extension, DateTimeOffset now) =>
        exemption.State is ExemptionState.Scheduled or ExemptionState.Active ? Line(exemption, "extension requested", extension.Requester, now) with { Extension = extension } : exemption;

    public static Exemption ApproveExtension(Exemption exemption, string personId, DateTimeOffset now)
    {
        if (exemption.Extension is not { } extension || exemption.State is not (ExemptionState.Scheduled or ExemptionState.Active) || exemption.End <= now)
        {
            return exemption;
        }

        extension = extension with { Approvals = [.. extension.Approvals, new Approval(personId, now)] };
        if (extension.Approvals.Count < exemption.ApprovalsNeeded && !extension.Emergency)
        {
            return Line(exemption, "extension approved once", personId, now) with { Extension = extension };
        }

        return Line(exemption, ExtendedBy(extension.Id), personId, now) with
        {
            End = extension.End,
            Extension = null,
            Noticed = null,
            EmergencyUsed = exemption.EmergencyUsed || extension.Emergency,
            Renewals = exemption.Renewals + (extension.Emergency ? 0 : 1),
        };
    }

    public static Exemption DenyExtension(Exemption exemption, string personId, DateTimeOffset now) =>
        exemption.Extension is null ? exemption : Line(exemption, "extension denied", personId, now) with { Extension = null };

    /// <summary>The line of the history that an extension leaves; a second delivery finds it.</summary>
    public static string ExtendedBy(string extensionId) => "extended " + extensionId;

    /// <summary>A sign-in has passed by it: the activation is proven by use, and what depends on it is known.</summary>
    public static Exemption Worked(Exemption exemption, string? app, string? source, DateTimeOffset at, DateTimeOffset now)
    {
        if (exemption.State is not ExemptionState.Active)
        {
            return exemption;
        }

        var used = exemption.WorkedAt is null ? Line(exemption, "a sign-in has passed by it", null, now) with { WorkedAt = at } : exemption;
        return UsesWith(used.Uses, app ?? Unknown, source ?? Unknown, DateOnly.FromDateTime(at.UtcDateTime)) is { } uses ? used with { Uses = uses, Revision = exemption.Revision + 1 } : used;
    }

    /// <returns>Null when nothing is new, or when there are so many that one more tells nobody anything.</returns>
    private static IReadOnlyList<ExclusionUse>? UsesWith(IReadOnlyList<ExclusionUse> uses, string app, string source, DateOnly day) => uses.FirstOrDefault(use => use.App == app && use.Source == source) switch
    {
        null => uses.Count < MaxUses ? [.. uses, new ExclusionUse(app, source, [day])] : null,
        { Days: var days } when days.Contains(day) => null,
        var known => [.. uses.Select(use => use == known ? use with { Days = [.. known.Days.Append(day).Order().TakeLast(MaxDays)] } : use)],
    };

    /// <summary>Somebody uses it otherwise than was agreed.</summary>
    public static Exemption Misused(Exemption exemption, EvidenceEvent seen, DateTimeOffset now) => OutsideUses.With(exemption.Outside, seen) is { } outside
        ? Remark(exemption, "used outside what was agreed", null, now) with { Outside = outside, Revision = exemption.Revision + 1 }
        : exemption;

    /// <summary>Something that somebody asked for was refused, or something was seen; the same line is not written twice.</summary>
    public static Exemption Remark(Exemption exemption, string what, string? by, DateTimeOffset now) =>
        exemption.History.Any(line => line.What == what && line.By == by) ? exemption : Line(exemption, what, by, now);

    /// <summary>Somebody has looked at a standing exception again; after the second person it stands until the next review.</summary>
    public static Exemption Review(Exemption exemption, string personId, ExemptionRules rules, DateTimeOffset now)
    {
        if (!exemption.IsReviewOpen(now) || exemption.Reviews.Any(review => review.PersonId == personId))
        {
            return exemption;
        }

        var reviewed = Line(exemption, "reviewed", personId, now) with { Reviews = [.. exemption.Reviews, new Approval(personId, now)] };
        return reviewed.Reviews.Count < Reviewers ? reviewed : reviewed with { Reviews = [], ReviewBy = now + rules.ReviewEvery, Noticed = null, Trouble = null, Outlived = false, Outside = [] };
    }

    /// <summary>A write did not happen. A failure counts; a hold does not.</summary>
    public static Exemption Troubled(Exemption exemption, string text, bool failed, DateTimeOffset nextAt, bool paged, DateTimeOffset now)
    {
        var before = exemption.Trouble;
        var failures = (before?.Failures ?? 0) + (failed ? 1 : 0);
        return (before?.Text == text ? exemption : Line(exemption, text, null, now)) with
        {
            Trouble = new WriteTrouble(text, failures, before?.Since ?? now, nextAt) { Paged = paged || before is { Paged: true } },
            Revision = exemption.Revision + 1,
        };
    }

    /// <summary>Entra had no time: soon again. Neither a failure nor news.</summary>
    public static Exemption Delayed(Exemption exemption, DateTimeOffset nextAt, DateTimeOffset now) => exemption with
    {
        Trouble = (exemption.Trouble ?? new WriteTrouble("Entra has too many requests.", 0, now, nextAt)) with { NextAt = nextAt },
        Revision = exemption.Revision + 1,
    };

    private static Exemption Unproven(Exemption exemption, EndCause cause, string? personId, ExemptionRules rules, DateTimeOffset now) =>
        Next(exemption, ExemptionState.EndedUnproven, exemption.State is ExemptionState.Expiring ? "exclusion read back as gone" : TextOf(cause), personId, now) with
        {
            Cause = cause,
            UnprovenUntil = (exemption.RemovedAt ?? now) + ProofRules.BoundOf(exemption.Identity.Kind, rules),
        };

    private static Exemption Next(Exemption exemption, ExemptionState state, string what, string? by, DateTimeOffset now) =>
        Line(exemption, what, by, now) with { State = state, Trouble = null };

    private static Exemption Line(Exemption exemption, string what, string? by, DateTimeOffset now) => exemption with
    {
        History = [.. exemption.History.TakeLast(MaxHistory - 1), new HistoryLine(now, what, by)],
        Revision = exemption.Revision + 1,
    };

    private static string TextOf(EndCause cause) => cause switch
    {
        EndCause.Expired => "its end has come",
        EndCause.Revoked => "revoked",
        EndCause.GuardWeakened => "its guard no longer holds",
    };
}
