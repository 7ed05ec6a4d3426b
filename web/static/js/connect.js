// The connection to the server. index.html asks for this script before all
// others, so that the connection is there as soon as they are.

import { Socket } from './socket.js';

export const socket = new Socket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`);
socket.connect();
