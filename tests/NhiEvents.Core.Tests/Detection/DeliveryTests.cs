using Microsoft.Extensions.Logging;
using NhiEvents.Contracts.Events;
using NhiEvents.Core.Detection;

namespace NhiEvents.Core.Tests.Detection;

/// <summary>One delivery with events of many identities, which are decided side by side.</summary>
public sealed class DeliveryTests
{
    private const int Many = 40;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_left_after_ten_seconds_goes_back_untouched_and_is_whole_when_it_comes_again()
    {
        using var log = new Listening();
        using var world = new DetectionWorld(log: log);
        log.Seen = () => world.Time.Advance(TimeSpan.FromSeconds(0.5));
        SignIn[] events = [.. Enumerable.Range(0, Many).Select(SignInOf)];

        var left = await world.TryDeliverAsync(events);

        var known = (await world.Identities.ReadAllAsync(Ct)).Identities.Select(identity => identity.Identity.Id).ToHashSet();
        Assert.InRange(known.Count, 20, 22);
        Assert.All(left, part => Assert.IsType<TimeoutException>(part.Failure));
        Assert.Equal(events.Where(one => !known.Contains(one.IdentityId)), left.SelectMany(part => part.Events));

        log.Seen = null;
        await world.DeliverAsync([.. left.SelectMany(part => part.Events)]);
        Assert.Equal(Many, (await world.FindingsAsync()).Count);
    }

    [Fact]
    public async Task An_identity_that_somebody_else_changes_meanwhile_is_decided_again()
    {
        using var log = new Listening();
        using var world = new DetectionWorld(log: log);
        SignIn[] events = [.. Enumerable.Range(0, 3).Select(SignInOf)];
        log.Seen = () =>
        {
            log.Seen = null; // the first is written, the others are decided and not written
            world.DeliverAsync(events[2] with { Key = "feed", At = events[2].At.AddMinutes(1) }).GetAwaiter().GetResult();
        };

        await world.DeliverAsync(events);

        Assert.Equal([1, 1, 2], (await world.FindingsAsync()).OrderBy(finding => finding.Identity.Id, StringComparer.Ordinal).Select(finding => finding.Count));
    }

    private static SignIn SignInOf(int number) => SignIns.User(1, 50076, $"11111111-0000-4000-8000-{number:x12}") with { Key = $"{number:x16}" };

    /// <summary>A log that something happens at.</summary>
    private sealed class Listening : ILogger<DetectSignInsHandler>, IDisposable
    {
        /// <summary>Whenever a new identity was written.</summary>
        public Action? Seen { get; set; }

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == "IdentitySeen")
            {
                Seen?.Invoke();
            }
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
