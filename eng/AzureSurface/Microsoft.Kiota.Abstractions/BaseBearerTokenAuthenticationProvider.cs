namespace Microsoft.Kiota.Abstractions.Authentication;

// Here only so that an overload of GraphClientFactory.Create can name it.
public class BaseBearerTokenAuthenticationProvider
{
    private protected BaseBearerTokenAuthenticationProvider()
    {
    }
}
