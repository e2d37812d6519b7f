namespace NhiEvents.Core.Ports;

/// <summary>A sign-in that is made only so that its row must come: what shows that a log is alive when nobody else uses it.</summary>
public interface ICanary
{
    /// <summary>Signs in once, past every cache of tokens, so that a row is written. The token is thrown away.</summary>
    /// <remarks>Never throws for what the service answers or does not answer. A refusal writes a row too.</remarks>
    Task<CanaryAnswer> SignInAsync(CancellationToken ct);
}

/// <summary>What came of it.</summary>
/// <param name="Reason">The service's own code, or what is not configured; null when it signed in.</param>
public sealed record CanaryAnswer(bool SignedIn, string? Reason = null);
