namespace Sallyport.Server.Web;

/// <summary>The server or a command cannot work as it was called or set up. The message says what to do and is all that is shown.</summary>
public sealed class StartRefusedException(string message) : Exception(message);
