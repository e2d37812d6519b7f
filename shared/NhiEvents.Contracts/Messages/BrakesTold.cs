using System.Text.Json;
using NhiEvents.Contracts.Exceptions;

namespace NhiEvents.Contracts.Messages;

/// <summary>An app that writes into the tenant tells how its brakes stand; sent with the transaction that changes one. What is left out has not changed. The latest <see cref="At"/> is the newest.</summary>
/// <param name="App">Such as <c>Exceptions</c>.</param>
public sealed record BrakesTold(string TenantId, string App, DateTimeOffset At)
{
    public const string Kind = "brakes-told";

    /// <summary>Whether all writes of the app are stopped.</summary>
    public bool? Stopped { get; init; }

    /// <summary>The mode of the tenant first (no policy), then those of policies that have one of their own; absent where the app has no modes.</summary>
    public IReadOnlyList<ScopeMode>? Modes { get; init; }

    /// <summary>A change of mode that waits for a second person.</summary>
    public ScopeMode? Pending { get; init; }

    /// <summary>A limit of which something was used.</summary>
    public BudgetUse? Budget { get; init; }

    /// <summary>As the message that it is.</summary>
    /// <remarks>Its id follows from all that it says: two changes at one instant are two messages.</remarks>
    public (string Id, string Kind, ReadOnlyMemory<byte> Body) ToMessage()
    {
        var body = JsonSerializer.Serialize(this, NhiJson.Default.BrakesTold);
        return (MessageIds.From(Kind, body), Kind, System.Text.Encoding.UTF8.GetBytes(body));
    }
}

/// <summary>How far exceptions may go in a part of the tenant.</summary>
public sealed record ScopeMode(ExceptionMode Mode)
{
    /// <summary>Null: the whole tenant.</summary>
    public string? PolicyId { get; init; }
}

/// <summary>How much of a limit is used.</summary>
/// <param name="Name">What is limited, for a person.</param>
/// <param name="Hour">The begin of the hour that it is counted in, UTC.</param>
public sealed record BudgetUse(string Name, int Used, int Limit, DateTimeOffset Hour);
