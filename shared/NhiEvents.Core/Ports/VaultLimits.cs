namespace NhiEvents.Core.Ports;

/// <summary>What a vault takes, for every implementation: what one refuses, all refuse.</summary>
public static class VaultLimits
{
    private const int MaxTagLength = 256;

    /// <exception cref="VaultException">Invalid.</exception>
    public static void Check(string name, SecretProperties properties)
    {
        if (name.Length is 0 or > SecretProperties.MaxNameLength || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw new VaultException(VaultFault.Invalid, $"'{name}' is no name of a secret: 1 to {SecretProperties.MaxNameLength} letters, digits and hyphens.");
        }

        if (properties.Tags.Count > SecretProperties.MaxTags || properties.Tags.Any(tag => tag.Key.Length is 0 or > MaxTagLength || tag.Value.Length > MaxTagLength))
        {
            throw new VaultException(VaultFault.Invalid, $"The secret {name} would have more than {SecretProperties.MaxTags} tags, or one of more than {MaxTagLength} characters.");
        }
    }
}
