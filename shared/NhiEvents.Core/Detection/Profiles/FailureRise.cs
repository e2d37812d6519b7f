namespace NhiEvents.Core.Detection.Profiles;

/// <summary>An hour of the last day in which far more sign-ins failed than this identity's own week before explains.</summary>
/// <param name="Hour">Its start.</param>
/// <param name="Failures">At least so many.</param>
internal sealed record FailureRise(DateTimeOffset Hour, int Failures)
{
    private const int Day = 24;

    private const int Week = 7 * 24;

    /// <summary>Fewer failures than this are nobody's problem, however rare they were.</summary>
    private const int FewestFailures = 16;

    /// <summary>An identity that signs in more rarely has no rate.</summary>
    private const int FewestAttempts = 50;

    /// <summary>Failures come in bursts: the hour has to exceed the worst of the week by this.</summary>
    private const int TimesTheWorst = 4;

    /// <summary>How rarely chance alone may give as many: an hour of 100,000 identities happens 2.4 million times a day.</summary>
    private const double Chance = 1e-9;

    /// <summary>The latest such hour; null for none. Of hours for which a whole week is remembered.</summary>
    public static FailureRise? Of(HourRing ring)
    {
        var last = new DateTimeOffset(ring.Last * TimeSpan.TicksPerHour, TimeSpan.Zero);
        for (var back = 0; back < Day; back++)
        {
            var hour = last.AddHours(-back);
            if (ring.At(hour) is { Failures: >= FewestFailures } now && IsAbove(ring, hour, now))
            {
                return new FailureRise(hour, now.Failures);
            }
        }

        return null;
    }

    private static bool IsAbove(HourRing ring, DateTimeOffset hour, (int Successes, int Failures) now)
    {
        var (attempts, failures, worst) = (0, 0, 0);
        for (var before = 1; before <= Week; before++)
        {
            // What is remembered may be too low by half: the week counts as the higher, the hour as the lower.
            var past = ring.At(hour.AddHours(-before));
            failures += past.Failures == 0 ? 0 : (2 * past.Failures) - 1;
            attempts += past.Successes + (past.Failures == 0 ? 0 : (2 * past.Failures) - 1);
            worst = Math.Max(worst, past.Failures);
        }

        return attempts >= FewestAttempts && now.Failures >= TimesTheWorst * worst && Tail(now.Failures, now.Failures + (2 * now.Successes), failures, attempts) < Chance;
    }

    /// <summary>The chance of at least so many failures in so many attempts, when all that is known of the rate are the failures and attempts before: a beta-binomial with Jeffreys' prior, sound for small counts.</summary>
    private static double Tail(int failures, int attempts, int failuresBefore, int attemptsBefore)
    {
        var (a, b) = (failuresBefore + 0.5, attemptsBefore - failuresBefore + 0.5);

        // The chance of none, then each from the one before it.
        var log = 0.0;
        for (var i = 0; i < attempts; i++)
        {
            log += Math.Log((b + i) / (a + b + i));
        }

        var sum = 0.0;
        for (var k = 0; k < attempts; k++)
        {
            log += Math.Log((attempts - k) * (a + k) / ((k + 1) * (b + attempts - k - 1)));
            if (k + 1 >= failures)
            {
                sum += Math.Exp(log);
            }
        }

        return sum;
    }
}
