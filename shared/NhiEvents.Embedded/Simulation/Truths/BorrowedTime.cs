using NhiEvents.Embedded.Tenant.Objects;
using NhiEvents.Embedded.Tenant.SignIns;

namespace NhiEvents.Embedded.Simulation.Truths;

/// <summary>Which sign-ins work only until Microsoft or the company changes something that is known already. Written from Microsoft's announcements, not from the detector's table.</summary>
internal sealed class BorrowedTime
{
    /// <summary>Used so often, over so long, it is missed when it is gone.</summary>
    private const int Hours = 3;

    private const string Reported = "reported";

    private const string Azure = "azure";

    private static readonly TimeSpan Lasting = TimeSpan.FromHours(36);

    private readonly Dictionary<string, (DateTimeOffset First, DateTimeOffset Last, int Hours)> _uses = new(StringComparer.Ordinal);

    /// <summary>Whether the identity depends on such a way, now that it has signed in once more.</summary>
    /// <param name="isRefusedInAzure">What would be refused there is refused already.</param>
    public bool Takes(SignInAttempt attempt, SignInOutcome outcome, bool isUser, bool isRefusedInAzure, DateTimeOffset at)
    {
        var depends = false;
        foreach (var way in WaysOf(attempt, outcome, isUser))
        {
            var hour = new DateTimeOffset(at.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero);
            var known = _uses.TryGetValue(way, out var use) ? use : (First: at, Last: DateTimeOffset.MinValue, Hours: 0);
            if (known.Last < hour)
            {
                known = (known.First, at, known.Hours + 1);
                _uses[way] = known;
            }

            depends |= way == Reported || (!(way == Azure && isRefusedInAzure) && known.Hours >= Hours && known.Last - known.First >= Lasting);
        }

        return depends;
    }

    private static IEnumerable<string> WaysOf(SignInAttempt attempt, SignInOutcome outcome, bool isUser)
    {
        if (outcome.Policies.Any(policy => policy.Result == "reportOnlyFailure" || (isUser && policy.Result == "reportOnlyInterrupted")))
        {
            yield return Reported;
        }

        if (!isUser || outcome.MfaSatisfied)
        {
            yield break;
        }

        if (attempt.Flow is SignInFlow.Ropc or SignInFlow.DeviceCode)
        {
            yield return attempt.Flow.ToString();
        }

        if (attempt.Flow is SignInFlow.Legacy && attempt.LegacyClient is "Authenticated SMTP" or "Exchange Web Services")
        {
            yield return attempt.LegacyClient;
        }

        if (attempt.ResourceId == WellKnown.AzureManagement)
        {
            yield return Azure;
        }
    }
}
