namespace NhiEvents.Core.Ports;

/// <summary>A secret's text in memory. It shows itself to nobody who does not ask by name.</summary>
/// <remarks>No record and not serializable, so that no log, message, exception or state row takes it along by accident.</remarks>
public sealed class SecretValue(string text)
{
    private readonly string _text = text;

    /// <summary>The text, for the vault or the token request. Never pass it to anything else.</summary>
    public string Reveal() => _text;

    public override string ToString() => "***";
}
