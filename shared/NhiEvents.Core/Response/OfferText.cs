using System.Globalization;
using NhiEvents.Contracts.Findings;

namespace NhiEvents.Core.Response;

/// <summary>What a ticket says about the exception that is proposed: until when, and what has to be done in that time. Pure.</summary>
internal static class OfferText
{
    /// <param name="remedies">The first is where the job is to be moved to.</param>
    public static string Of(IReadOnlyList<Remedy> remedies, TimeSpan lasts, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"Proposed: a time-boxed exception until {(now + lasts).UtcDateTime:yyyy-MM-dd} ({lasts.TotalDays:0} days){(remedies is [var target, ..] ? $", in which this is done: {target.Title}" : "")}. It holds from agreed networks only and ends by itself. Ask for it in the portal with this ticket's number; another person approves it, there or in this ticket. It does not help where Microsoft, risk or security defaults demand the second factor.");
}
