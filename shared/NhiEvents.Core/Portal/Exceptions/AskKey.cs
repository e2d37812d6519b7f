using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NhiEvents.Contracts;
using NhiEvents.Core.Portal.Access;

namespace NhiEvents.Core.Portal.Exceptions;

/// <summary>One thing that a person asks, by the key that they gave it: asked again it is the same thing.</summary>
/// <param name="Id">Part of the ids of the command.</param>
/// <param name="Digest">Of what was asked.</param>
internal sealed record AskKey(string Id, string Digest)
{
    private const int MaxLength = 200;

    /// <summary>Rows of all keys stand together, so that old ones are found.</summary>
    public const string Prefix = "ask|";

    public string Row => Prefix + Id;

    /// <exception cref="BadRequestException">The key is missing or too long.</exception>
    public static AskKey Of<T>(string? key, PortalPerson person, string about, T body, JsonTypeInfo<T> type)
    {
        if (key?.Trim() is not { Length: > 0 and <= MaxLength } given)
        {
            throw new BadRequestException("Idempotency-Key", $"is missing or longer than {MaxLength} characters. Send a random text, and the same one when you send the same again.");
        }

        return new AskKey(MessageIds.From("portal-ask", person.Id, about, given), Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, type)).AsSpan(0, 16)));
    }

    /// <summary>What to answer when the key was used before.</summary>
    public AskOutcome Again(AskRow row) => row.Digest == Digest ? new AskOutcome.Asked(row.ExceptionId) : new AskOutcome.KeyTaken();

    public AskRow ToRow(string exceptionId, DateTimeOffset at) => new(Digest, exceptionId, at);
}

/// <summary>Something was asked; its command left in the same transaction.</summary>
internal sealed record AskRow(string Digest, string ExceptionId, DateTimeOffset At);
