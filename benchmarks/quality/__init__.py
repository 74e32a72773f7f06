"""How good the cleaning is, on pages whose article is known."""
