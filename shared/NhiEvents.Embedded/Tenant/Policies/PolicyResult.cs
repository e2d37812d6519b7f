namespace NhiEvents.Embedded.Tenant.Policies;

/// <summary>What one policy came to in one sign-in.</summary>
internal readonly record struct PolicyResult(CompiledPolicy Policy, PolicyScope Scope, PolicyResultKind Kind)
{
    /// <summary>It would apply but for an exclusion.</summary>
    public bool ExclusionUsed => Scope.ExcludedBy is not PolicyConditions.None && Scope.Unsatisfied == Scope.ExcludedBy;

    public string Text => Kind switch
    {
        PolicyResultKind.NotApplied => "notApplied",
        PolicyResultKind.NotEnabled => "notEnabled",
        PolicyResultKind.Success => "success",
        PolicyResultKind.Failure => "failure",
        PolicyResultKind.ReportOnlyNotApplied => "reportOnlyNotApplied",
        PolicyResultKind.ReportOnlySuccess => "reportOnlySuccess",
        PolicyResultKind.ReportOnlyFailure => "reportOnlyFailure",
        PolicyResultKind.ReportOnlyInterrupted => "reportOnlyInterrupted",
    };
}

internal enum PolicyResultKind
{
    NotApplied,
    NotEnabled,
    Success,
    Failure,
    ReportOnlyNotApplied,
    ReportOnlySuccess,
    ReportOnlyFailure,
    ReportOnlyInterrupted,
}
