using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Core.Exceptions.Records;

/// <summary>A record as it is announced to those who show it.</summary>
internal static class FullAccount
{
    /// <summary>An announcement is kept in one row until it is sent, and a row has its limits: what happened last is told, in lines that a person reads.</summary>
    private const int MaxSteps = 50;

    private const int MaxLine = 300;

    public static ExemptionDetails Of(Exemption exemption) => new(
        exemption.Identity.DisplayName,
        exemption.Kind,
        exemption.Mechanism,
        exemption.Policies,
        exemption.Scope.Networks,
        exemption.Scope.Apps,
        exemption.People.Owner,
        exemption.People.Requester,
        exemption.Reason,
        exemption.Start,
        exemption.ApprovalsNeeded,
        exemption.Guarded)
    {
        UsedBy = exemption.People.UsedBy,
        ConfigurationItem = exemption.ConfigurationItem,
        MigrationTarget = exemption.MigrationTarget,
        WishedEnd = exemption.WishedEnd,
        Cap = exemption.Cap,
        Renewals = exemption.Renewals,
        Approvals = [.. exemption.Approvals.Select(Of)],
        Extension = exemption.Extension is { } extension
            ? new ExemptionExtension(extension.Id, extension.Requester, extension.End, extension.Emergency, [.. extension.Approvals.Select(Of)])
            : null,
        EmergencyUsed = exemption.EmergencyUsed,
        ReviewBy = exemption.ReviewBy,
        Reviews = [.. exemption.Reviews.Select(Of)],
        Cause = exemption.Cause,
        ActivatedAt = exemption.ActivatedAt,
        WorkedAt = exemption.WorkedAt,
        Uses = [.. exemption.Uses.Select(use => new ExemptionUse(use.App, use.Source, use.Days.Count, use.Days[^1]))],
        RemovedAt = exemption.RemovedAt,
        UnprovenUntil = exemption.UnprovenUntil,
        Proof = exemption.Proof,
        MetPolicies = exemption.MetPolicies,
        Trouble = exemption.Trouble?.Text,
        Outlived = exemption.Outlived,
        History = [.. exemption.History.TakeLast(MaxSteps).Select(line => new ExemptionStep(line.At, Short(line.What)) { By = line.By })],
    };

    private static ExemptionApproval Of(Approval approval) => new(approval.PersonId, approval.At);

    private static string Short(string line) => line.Length <= MaxLine ? line : line[..(MaxLine - 1)] + "…";
}
