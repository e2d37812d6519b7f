using NhiEvents.Contracts.Exceptions;
using NhiEvents.Contracts.Messages;

namespace NhiEvents.Embedded.Simulation.Exceptions;

/// <summary>What became of an exception, for whoever looks on.</summary>
internal static class ExceptionWords
{
    public static string Of(ExemptionChanged changed) => changed.State switch
    {
        ExemptionState.Requested => "an exception is asked for",
        ExemptionState.Denied => "the exception is denied",
        ExemptionState.Approved => "the exception is approved",
        ExemptionState.Scheduled => "the guard was read back; the exception waits for its start",
        ExemptionState.Activating => "the exclusion is written",
        ExemptionState.Active => $"the exception is active until {changed.End:u}",
        ExemptionState.Expiring => "the exception's end has come; the exclusion is removed",
        ExemptionState.Suspended => "the exception is suspended",
        ExemptionState.EndedUnproven => "the exclusion was read back as gone",
        ExemptionState.Ended => "the end is proven",
    };
}
