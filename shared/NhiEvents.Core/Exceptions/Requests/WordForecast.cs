using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Core.Exceptions.Requests;

/// <summary>Judges a person's word by the same rules, from what was announced of the exception: what is not known there is taken to be in order.</summary>
public static class WordForecast
{
    /// <summary>Why this account's approval would be refused; empty when nothing is against it.</summary>
    public static IReadOnlyList<string> OfApproval(ExemptionChanged last, string accountId, ExceptionTerms? terms, DateTimeOffset now)
    {
        if (last.Details is not { } details)
        {
            return [];
        }

        var exemption = Of(last, details);
        var approver = new PersonFacts(accountId, PersonOf(accountId, terms), IsPerson: true, ApproverSince: DateTimeOffset.MinValue);
        var decision = exemption.State is ExemptionState.Requested || exemption.Extension is not { } extension
            ? ApprovalDecision.For(exemption, approver, RequestForecast.RulesOf(terms), now)
            : ApprovalDecision.For(exemption, extension, approver, RequestForecast.RulesOf(terms), now);
        return decision switch
        {
            ApprovalDecision.Refuse refuse => refuse.Faults,
            ApprovalDecision.Keep when exemption.State is ExemptionState.Requested || exemption.Extension is not null || exemption.IsReviewOpen(now) => ["You have approved it already. It waits for another person."],
            ApprovalDecision.Keep => ["There is nothing open to approve."],
            _ => [],
        };
    }

    /// <summary>Why this extension would be refused; empty when nothing is against it.</summary>
    /// <param name="openFindings">Numbers of what is open on the identity.</param>
    public static IReadOnlyList<string> OfExtension(ExemptionChanged last, ExtendExemption extend, IReadOnlyList<string> openFindings, ExceptionTerms? terms, DateTimeOffset now) =>
        last.Details is { } details
        && ExtensionDecision.For(
            Of(last, details), extend, new PersonFacts(extend.RequesterId, PersonOf(extend.RequesterId, terms), IsPerson: true, null), openFindings, RequestForecast.RulesOf(terms), now) is ExtensionDecision.Refuse refuse
            ? refuse.Faults
            : [];

    private static string PersonOf(string accountId, ExceptionTerms? terms) =>
        terms?.SecondAccounts.FirstOrDefault(second => string.Equals(second.Key, accountId, StringComparison.OrdinalIgnoreCase)).Value?.ToLowerInvariant() ?? accountId.ToLowerInvariant();

    /// <summary>As much of the record as the rules look at.</summary>
    private static Exemption Of(ExemptionChanged last, ExemptionDetails details) => new(
        last.ExemptionId,
        last.TenantId,
        new ExemptIdentity(last.IdentityId, SubjectKind.User, details.IdentityName, Privileged: false),
        details.Kind,
        details.Mechanism,
        details.Policies,
        new AgreedScope(details.Networks, details.Apps),
        new Responsible(details.Owner, details.Requester, details.UsedBy),
        details.Reason,
        details.Start,
        last.End,
        last.State)
    {
        Cap = details.Cap,
        Guarded = details.Guarded,
        Renewals = details.Renewals,
        EmergencyUsed = details.EmergencyUsed,
        ReviewBy = details.ReviewBy,
        Reviews = [.. details.Reviews.Select(Of)],
        Approvals = [.. details.Approvals.Select(Of)],
        Extension = details.Extension is { } extension ? new Extension(extension.Id, extension.Requester, extension.End, extension.Emergency, [.. extension.Approvals.Select(Of)]) : null,
        History = [.. details.History.Select(step => new HistoryLine(step.At, step.What, step.By))],
    };

    private static Approval Of(ExemptionApproval approval) => new(approval.PersonId, approval.At);
}
