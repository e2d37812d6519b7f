namespace NhiEvents.Core;

/// <summary>What a handler did with a message; Hosting settles the message accordingly. An exception means: deliver again.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>Done, a normal "no" included.</summary>
    public static Final Done { get; } = new Completed();

    /// <summary>The input can never work: to the dead-letter queue with this reason.</summary>
    public static Final Reject(string reason) => new Rejected(reason);

    /// <summary>Not now: the same message again after a pause.</summary>
    public static Outcome Retry(TimeSpan after) => new Later(after);

    /// <summary>The message has come to its end. A handler behind a subscription says nothing else: a copy for later would reach every subscription of the topic.</summary>
    public abstract record Final : Outcome
    {
        private protected Final()
        {
        }
    }

    public sealed record Completed : Final;

    /// <param name="Reason">From a closed list of slugs.</param>
    public sealed record Rejected(string Reason) : Final;

    public sealed record Later(TimeSpan After) : Outcome;
}
